"""Comments of the dump, under their question or answer."""

from collections.abc import Iterator

from django.db import transaction

from community.events.bulk import insert_numbered
from community.events.door import Past, record_history
from community.forum.events import CommentPosted
from community.forum.models import Answer, Comment, Question, Revision, State
from community.text import RENDERER, clean

from ..models import ImportedRow
from .people import Person, member_of, people
from .reading import COMMENTS, Row, moment
from .site import Site, save_rows, without
from .words import digest_of

HOMES = ("PostId", "Text", "CreationDate", "UserId")
Place = tuple[int, int, int | None]  # (category, question, answer)


class Draft:
    def __init__(self, row: Row, known: ImportedRow | None) -> None:
        self.row, self.known = row, known
        self.body = clean(row.get("Text", ""))
        self.digest = digest_of(self.body)
        self.html = ""

    @property
    def is_new(self) -> bool:
        return self.known is None or self.known.object_id is None

    @property
    def needs_html(self) -> bool:
        return self.known is None or self.known.object_id is None or self.known.digest != self.digest

    @property
    def writer(self) -> Person:
        return self.row.get("UserId", ""), self.row.get("UserDisplayName", "")


def import_comments(site: Site) -> None:
    site.progress.step("comments", site.scratch.total(COMMENTS))
    for drafts, rendered in site.renderer.ahead(_prepared(site)):
        waiting = iter(rendered)
        for draft in drafts:
            draft.html = next(waiting)[0] if draft.needs_html else ""
        with transaction.atomic():
            _write(site, drafts)
        site.progress.add(len(drafts))
    site.progress.end()


def _prepared(site: Site) -> Iterator[tuple[list[Draft], list[str]]]:
    for batch in site.batches(COMMENTS):
        known = site.known("comment", [row["Id"] for row in batch])
        drafts = [Draft(row, known.get(one)) for one, row in {row["Id"]: row for row in batch}.items()]
        yield drafts, [draft.body for draft in drafts if draft.needs_html]


def _write(site: Site, drafts: list[Draft]) -> None:
    new = [draft for draft in drafts if draft.is_new]
    places = _places(site, {draft.row["PostId"] for draft in new})
    _create(site, [draft for draft in new if draft.row["PostId"] in places], places)
    strays = [draft for draft in new if draft.row["PostId"] not in places and draft.known is None]
    save_rows([site.row("comment", draft.row["Id"], raw=without(draft.row), digest=draft.digest) for draft in strays], [])
    _update([draft for draft in drafts if not draft.is_new])


def _places(site: Site, posts: set[str]) -> dict[str, Place]:
    """Where each post of the dump stands here."""
    rows = ImportedRow.objects.filter(source=site.source, kind="post", source_id__in=posts, object_id__isnull=False)
    known = [(row.source_id, row.object_kind, row.here) for row in rows.defer("raw")]
    asked = [pk for _one, kind, pk in known if kind == "question"]
    said = [pk for _one, kind, pk in known if kind == "answer"]
    questions = {
        pk: (category, pk, None) for pk, category in Question.objects.filter(pk__in=asked).values_list("pk", "category_id")
    }
    under = Answer.objects.filter(pk__in=said).values_list("pk", "question_id", "question__category_id")
    answers = {pk: (category, question, pk) for pk, question, category in under}
    return {one: (questions if kind == "question" else answers)[pk] for one, kind, pk in known}


def _create(site: Site, drafts: list[Draft], places: dict[str, Place]) -> None:
    if not drafts:
        return
    found = people(site, [(draft.writer, moment(draft.row["CreationDate"])) for draft in drafts])
    comments = [_comment(draft, member_of(found, *draft.writer), places[draft.row["PostId"]]) for draft in drafts]
    insert_numbered(Comment, comments)
    made: list[ImportedRow] = []
    changed: list[ImportedRow] = []
    for draft, comment in zip(drafts, comments, strict=True):
        row = draft.known or site.row("comment", draft.row["Id"])
        row.object_kind, row.object_id, row.digest = "comment", comment.pk, draft.digest
        row.raw = without(draft.row, *HOMES)
        (changed if draft.known else made).append(row)
    save_rows(made, changed)
    record_history(
        _told(site, draft, comment, places[draft.row["PostId"]]) for draft, comment in zip(drafts, comments, strict=True)
    )


def _comment(draft: Draft, author_id: int, place: Place) -> Comment:
    _category, question, answer = place
    at = moment(draft.row["CreationDate"])
    return Comment(
        question_id=question,
        answer_id=answer,
        author_id=author_id,
        body=draft.body,
        html=draft.html,
        renderer=RENDERER,
        written_at=at,
        published_at=at,
        last_activity_at=at,
    )


def _told(site: Site, draft: Draft, comment: Comment, place: Place) -> Past:
    category, question, answer = place
    fact = CommentPosted(
        subject_id=comment.author_id,
        actor_id=comment.author_id,
        object_id=comment.pk,
        question_id=question,
        category_id=category,
        answer_id=answer,
    )
    return Past(fact=fact, occurred_at=comment.published_at, source=site.source, source_id=f"comment:{draft.row['Id']}")


def _update(drafts: list[Draft]) -> None:
    rows = []
    for draft in drafts:
        assert draft.known is not None
        raw = draft.known.raw | without(draft.row, *HOMES)
        if raw == draft.known.raw and not draft.needs_html:
            continue
        comment = Comment.objects.select_for_update(of=("self",), no_key=True).get(pk=draft.known.here)
        if draft.needs_html and digest_of(comment.body) == draft.known.digest and comment.state == State.PUBLISHED:
            Revision.objects.create(comment=comment, body=comment.body, by_id=comment.author_id)
            comment.body, comment.html, comment.edits = draft.body, draft.html, comment.edits + 1
            comment.save(update_fields=["body", "html", "edits"])
            draft.known.digest = draft.digest
        draft.known.raw = raw
        rows.append(draft.known)
    save_rows([], rows)
