"""Links between questions, and the badges members had."""

from django.db import transaction

from community.events.bulk import insert_many
from community.events.door import Past, record_history
from community.events.models import Event
from community.forum.models import QuestionLink

from ..events import HistoryBadge
from ..models import ImportedRow
from .reading import BADGES, LINKS, Row, moment
from .site import Site, save_rows, without

Ends = tuple[int | None, int | None]  # the question that links, the one it links to
KINDS = {"1": "linked", "3": "duplicate"}
TIERS = {"1": "gold", "2": "silver", "3": "bronze"}


def import_links(site: Site) -> None:
    site.progress.step("links", site.scratch.total(LINKS))
    for batch in site.batches(LINKS):
        with transaction.atomic():
            _import_links(site, {row["Id"]: row for row in batch})
        site.progress.add(len(batch))
    site.progress.end()


def _import_links(site: Site, links: dict[str, Row]) -> None:
    """A link whose ends are not both here keeps its row, and is made when they are."""
    known = site.known("link", links)
    new = {one: row for one, row in links.items() if one not in known or known[one].object_id is None}
    ends = {row[end] for row in new.values() for end in ("PostId", "RelatedPostId")}
    rows = ImportedRow.objects.filter(source=site.source, kind="post", source_id__in=ends, object_kind="question")
    questions = dict(rows.values_list("source_id", "object_id"))
    ends_of = {one: (questions.get(row["PostId"]), questions.get(row["RelatedPostId"])) for one, row in new.items()}
    here = _made(new, ends_of)
    made: list[ImportedRow] = []
    changed: list[ImportedRow] = []
    for one, row in new.items():
        kind = KINDS.get(row["LinkTypeId"], "")
        link = here.get((*ends_of[one], kind))
        if link is None and one in known:
            continue
        mapping = known.get(one) or site.row("link", one)
        mapping.raw = without(row, "CreationDate") | {"kind": kind}
        mapping.object_kind, mapping.object_id = ("link", link) if link else ("", None)
        (changed if one in known else made).append(mapping)
    save_rows(made, changed)


def _made(links: dict[str, Row], ends: dict[str, Ends]) -> dict[tuple[int | None, int | None, str], int]:
    """Make the links whose two ends are here; {(question, target, kind): its id}. One pair is linked once."""
    wanted = [(*ends[one], KINDS.get(row["LinkTypeId"], ""), moment(row["CreationDate"])) for one, row in links.items()]
    whole = [(source, target, kind, at) for source, target, kind, at in wanted if source and target and kind and source != target]
    rows = ({"question_id": source, "target_id": target, "kind": kind, "at": at} for source, target, kind, at in whole)
    insert_many(QuestionLink, rows, ignore_conflicts=True)
    found = QuestionLink.objects.filter(question__in={source for source, *_rest in whole})
    return {
        (source, target, kind): pk for source, target, kind, pk in found.values_list("question_id", "target_id", "kind", "pk")
    }


def import_badges(site: Site) -> None:
    site.progress.step("badges", site.scratch.total(BADGES))
    for batch in site.batches(BADGES):
        with transaction.atomic():
            _import_badges(site, {row["Id"]: row for row in batch})
        site.progress.add(len(batch))
    site.progress.end()


def _import_badges(site: Site, badges: dict[str, Row]) -> None:
    told = Event.objects.filter(source=site.source, source_id__in=[f"badge:{one}" for one in badges])
    known = set(told.values_list("source_id", flat=True))
    new = {one: row for one, row in badges.items() if f"badge:{one}" not in known}
    members = ImportedRow.objects.ids(site.source, "user", {row["UserId"] for row in new.values()})
    record_history(_badge(site, one, row, members[row["UserId"]]) for one, row in new.items() if row["UserId"] in members)
    strays = {one: row for one, row in new.items() if row["UserId"] not in members}
    kept = site.known("badge", strays) if strays else {}
    save_rows([site.row("badge", one, raw=without(row)) for one, row in strays.items() if one not in kept], [])


def _badge(site: Site, one: str, row: Row, member_id: int) -> Past:
    fact = HistoryBadge(
        subject_id=member_id,
        badge=row["Name"][:100],
        tier=TIERS.get(row.get("Class", ""), ""),
        tag_based=row.get("TagBased", "").lower() == "true",
    )
    return Past(fact=fact, occurred_at=moment(row["Date"]), source=site.source, source_id=f"badge:{one}")
