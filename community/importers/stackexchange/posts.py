"""Questions and answers: a batch is looked up, rendered beside, and written in one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from community.events.bulk import insert_many
from community.events.door import Past
from community.forum.models import Answer, Question, Revision, State

from ..models import ImportedRow
from ..rendering import Rendered
from .people import Person, member_of, people
from .reading import POSTS, Row, moment
from .site import Site, save_rows, without
from .votes import Vote, merged
from .votes import joined as joined_votes
from .words import TITLE, Story, digest_of, markdown_of, story_of, tags_in

HOMES = ("PostTypeId", "CreationDate", "Body", "Title", "OwnerUserId", "ParentId", "AcceptedAnswerId", "LastEditDate")
TEXTS = ("1", "2", "4", "5", "7", "8")  # history rows whose text has a home: the post, or a revision


@dataclass(kw_only=True)
class Draft:
    """A post of the dump on its way to its table."""

    row: Row
    story: Story
    votes: list[Vote]
    history: list[Row]
    known: ImportedRow | None
    title: str
    body: str
    digest: str
    html: str = ""
    excerpt: str = ""

    @property
    def id(self) -> str:
        return self.row["Id"]

    @property
    def is_new(self) -> bool:
        return self.known is None or self.known.object_id is None

    @property
    def is_changed(self) -> bool:
        return self.known is not None and self.known.digest != self.digest

    @property
    def owner(self) -> Person:
        return self.row.get("OwnerUserId", ""), self.row.get("OwnerDisplayName", "")

    @property
    def tags(self) -> list[str]:
        return tags_in(self.row.get("Tags", ""))


def import_posts(site: Site, type_id: str, write: Any) -> None:
    """Every post of the type, through `write(site, drafts)` in one transaction a batch."""
    for drafts, rendered in site.renderer.ahead(_prepared(site, type_id)):
        _put(drafts, rendered)
        with transaction.atomic():
            write(site, drafts)
        site.progress.add(len(drafts))


def _needs_html(draft: Draft) -> bool:
    return draft.is_new or draft.is_changed


def _prepared(site: Site, type_id: str) -> Iterator[tuple[list[Draft], list[str]]]:
    for batch in site.batches(POSTS, type_id):
        rows = {int(row["Id"]): row for row in batch}
        for part in site.scratch.parts(list(rows)):
            drafts = _drafts(site, [rows[one] for one in part])
            yield drafts, [draft.body for draft in drafts if _needs_html(draft)]


def _drafts(site: Site, rows: list[Row]) -> list[Draft]:
    ids = [int(row["Id"]) for row in rows]
    known, history, votes = site.known("post", ids), site.scratch.history(ids), site.scratch.votes(ids)
    return [
        _draft(row, known.get(row["Id"]), history.get(one, []), votes.get(one, [])) for one, row in zip(ids, rows, strict=True)
    ]


def _draft(row: Row, known: ImportedRow | None, history: list[Row], votes: list[Vote]) -> Draft:
    story = story_of(history)
    title = (" ".join(row.get("Title", "").split()) or story.title)[:TITLE] if row["PostTypeId"] == "1" else ""
    body = story.body if story.has_body else markdown_of(row.get("Body", ""))
    digest = digest_of(title, body)
    return Draft(row=row, story=story, votes=votes, history=history, known=known, title=title, body=body, digest=digest)


def _put(drafts: Iterable[Draft], rendered: list[Rendered]) -> None:
    waiting = iter(rendered)
    for draft in drafts:
        if _needs_html(draft):
            draft.html, draft.excerpt = next(waiting)


def authors_of(site: Site, drafts: Iterable[Draft]) -> dict[Person, int]:
    """Who wrote the posts and who edited them."""
    wanted = [(draft.owner, moment(draft.row["CreationDate"])) for draft in drafts]
    wanted += [(_editor(edit.row), moment(edit.row["CreationDate"])) for draft in drafts for edit in draft.story.edits]
    return people(site, wanted)


def _editor(row: Row) -> Person:
    return row.get("UserId", ""), row.get("UserDisplayName", "")


def author_of(found: dict[Person, int], draft: Draft) -> int:
    return member_of(found, *draft.owner)


def raw_of(draft: Draft, *, orphaned: dict[str, ImportedRow]) -> dict[str, Any]:
    """What has no home: attributes, the history's acts, and the votes by id. What an earlier dump said and this one
    does not say stays."""
    kept: dict[str, Any] = draft.known.raw if draft.known else {}
    raw = kept | without(draft.row, *HOMES)
    raw["history"] = _history(kept.get("history", []), draft.history)
    raw["votes"] = merged(kept.get("votes", {}), draft.votes)
    if draft.id in orphaned:
        raw["votes"] = joined_votes(raw["votes"], orphaned[draft.id].raw["votes"])
    return raw


def _history(kept: list[Row], rows: list[Row]) -> list[dict[str, Any]]:
    known = {row["Id"] for row in kept}
    fresh = [row for row in rows if row["Id"] not in known]
    return [
        *kept,
        *({"Id": row["Id"]} | without(row, "PostId", *(["Text"] * (row["PostHistoryTypeId"] in TEXTS))) for row in fresh),
    ]


def orphans_of(site: Site, drafts: Iterable[Draft]) -> dict[str, ImportedRow]:
    """Votes that waited for these posts since an earlier dump. They move to the post; the rows go."""
    waiting = site.known("votes", [draft.id for draft in drafts if draft.is_new])
    ImportedRow.objects.filter(pk__in=[row.pk for row in waiting.values()]).delete()
    return waiting


def revisions_of(draft: Draft, found: dict[Person, int], *, since: int = 0, **text: int) -> list[dict[str, Any]]:
    """Rows of the words as they stood before each edit whose row in the dump is newer than `since`."""
    return [
        _revision(
            edit.title if "question_id" in text else "",
            edit.body,
            by_id=member_of(found, *_editor(edit.row)),
            at=moment(edit.row["CreationDate"]),
            reason=edit.row.get("Comment", "")[:300],
            **text,
        )
        for edit in draft.story.edits
        if edit.id > since
    ]


def _revision(title: str, body: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "body": body, **more}


def save_mapping(site: Site, kind: str, made: list[tuple[Draft, int | None, dict[str, Any]]]) -> None:
    """The mapping rows of posts just written; of those without an object, with their words."""
    new: list[ImportedRow] = []
    changed: list[ImportedRow] = []
    for draft, object_id, raw in made:
        if object_id is None:
            raw = raw | {"Body": draft.body}
        row = draft.known or site.row("post", draft.id)
        row.object_kind, row.object_id = (kind, object_id) if object_id else ("", None)
        row.raw, row.digest = raw, draft.digest
        (changed if draft.known else new).append(row)
    save_rows(new, changed)


def renew(draft: Draft, text: Question | Answer, found: dict[Person, int]) -> bool:
    """Put the words a newer dump has in place of those imported before, unless they were changed here. True when done."""
    here = digest_of(text.title if isinstance(text, Question) else "", text.body)
    assert draft.known is not None
    if not draft.is_changed or here != draft.known.digest or text.state != State.PUBLISHED:
        return False
    since = max((int(row["Id"]) for row in draft.known.raw.get("history", [])), default=0)
    key = "question_id" if isinstance(text, Question) else "answer_id"
    revisions = revisions_of(draft, found, since=since, **{key: text.pk})
    if not revisions:  # the dump changed without saying how: what stood here is kept all the same
        title = text.title if isinstance(text, Question) else ""
        revisions = [_revision(title, text.body, by_id=None, at=edited_at(draft), **{key: text.pk})]
    insert_many(Revision, revisions)
    text.body, text.html, text.edits = draft.body, draft.html, text.edits + len(revisions)
    text.edited_at = edited_at(draft)
    draft.known.digest = draft.digest
    return True


def edited_at(draft: Draft) -> Any:
    return moment(draft.row.get("LastEditDate") or draft.row["CreationDate"])


def told(site: Site, fact: Any, draft: Draft, what: str) -> Past:
    at = moment(draft.row["CreationDate"])
    return Past(fact=fact, occurred_at=at, source=site.source, source_id=f"post:{draft.id}:{what}")
