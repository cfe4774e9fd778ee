"""Tags: one name is one tag, whoever else uses it. Their short introductions come from the tag wiki's excerpts."""

from collections.abc import Collection

from django.db import transaction
from django.utils.text import slugify

from community.forum.models import Tag

from ..models import ImportedRow
from .reading import POSTS, TAGS, Row
from .site import Site, save_rows, without
from .votes import merged
from .words import INTRO, plain_of, story_of

WIKIS = ("3", "4", "5", "6", "7", "8")  # every type of post that is neither a question nor an answer


def tags_named(names: Collection[str]) -> dict[str, int]:
    """{name: tag id}; new ones are made, a thousand as quickly as one."""
    known = dict(Tag.objects.filter(name__in=list(names)).values_list("name", "pk"))
    new = sorted(name for name in set(names) if name and name not in known)
    if not new:
        return known
    slugs = [slugify(name)[:50] or slugify(name, allow_unicode=True)[:50] or "tag" for name in new]
    taken = set(Tag.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    tags = [Tag(name=name, slug=_free(slug, taken)) for name, slug in zip(new, slugs, strict=True)]
    return known | {tag.name: tag.pk for tag in Tag.objects.bulk_create(tags)}


def _free(slug: str, taken: set[str]) -> str:
    number, free = 1, slug
    while free in taken or (number > 1 and Tag.objects.filter(slug=free).exists()):
        number += 1
        free = f"{slug}-{number}"
    taken.add(free)
    return free


def import_tags(site: Site) -> None:
    site.progress.step("tags", site.scratch.total(TAGS))
    for batch in site.batches(TAGS):
        with transaction.atomic():
            _import_batch(site, batch)
        site.progress.add(len(batch))
    site.progress.end()


def _import_batch(site: Site, batch: list[Row]) -> None:
    known = site.known("tag", [row["Id"] for row in batch])
    names = {row["Id"]: " ".join(row["TagName"].lower().split())[:35] for row in batch}
    tags = tags_named([name for one, name in names.items() if one not in known])
    made, changed = [], []
    for row in {row["Id"]: row for row in batch}.values():
        raw = without(row, "TagName")
        before = known.get(row["Id"])
        if before is None:
            made.append(site.row("tag", row["Id"], object_kind="tag", object_id=tags[names[row["Id"]]], raw=raw))
        elif before.raw | raw != before.raw:
            before.raw |= raw
            changed.append(before)
    save_rows(made, changed)


def import_wikis(site: Site) -> None:
    """Posts that are no questions or answers keep all they say in their row; a tag's excerpt becomes its introduction."""
    for batch in site.batches(POSTS, *WIKIS):
        rows = {int(row["Id"]): row for row in batch}
        for part in site.scratch.parts(list(rows)):
            with transaction.atomic():
                _import_wikis(site, {str(one): rows[one] for one in part})
            site.progress.add(len(part))


def _import_wikis(site: Site, wikis: dict[str, Row]) -> None:
    known = site.known("post", wikis)
    history, votes = site.scratch.history([int(one) for one in wikis]), site.scratch.votes([int(one) for one in wikis])
    made, changed = [], []
    for one, row in wikis.items():
        before = known.get(one)
        kept = before.raw if before else {}
        past = {entry["Id"]: entry for entry in [*kept.get("history", []), *history.get(int(one), [])]}
        raw = kept | without(row) | {"history": list(past.values())}
        raw["votes"] = merged(kept.get("votes", {}), votes.get(int(one), []))
        if before is None:
            made.append(site.row("post", one, raw=raw))
        elif raw != before.raw:
            before.raw = raw
            changed.append(before)
    save_rows(made, changed)
    words = {one: story_of(history.get(int(one), [])).body or row.get("Body", "") for one, row in wikis.items()}
    _introduce(site, {one: plain_of(text, INTRO) for one, text in words.items() if wikis[one]["PostTypeId"] == "4"})


def _introduce(site: Site, excerpts: dict[str, str]) -> None:
    """Give tags without an introduction the words of their excerpt."""
    if not excerpts:
        return
    rows = ImportedRow.objects.of(site.source, "tag").filter(raw__ExcerptPostId__in=list(excerpts))
    for row in rows:
        Tag.objects.filter(pk=row.here, intro="").update(intro=excerpts[row.raw["ExcerptPostId"]])
