"""Questions of the dump."""

from typing import Any

from community.events.bulk import insert_many, insert_numbered
from community.events.door import record_history
from community.forum.actions.places import default_category
from community.forum.events import QuestionAsked
from community.forum.models import OldSlug, Question, Revision
from community.text import RENDERER, slug_of

from .people import Person
from .places import tags_named
from .posts import (
    Draft,
    author_of,
    authors_of,
    edited_at,
    import_posts,
    orphans_of,
    raw_of,
    renew,
    revisions_of,
    save_mapping,
    told,
)
from .reading import moment
from .site import Site, save_rows
from .votes import DOWN, UP, count
from .words import closed_reason_of, tags_in

Through = Question.tags.through


def import_questions(site: Site) -> None:
    import_posts(site, "1", _write)


def _write(site: Site, drafts: list[Draft]) -> None:
    found = authors_of(site, [draft for draft in drafts if draft.is_new or draft.is_changed])
    tags = tags_named([name for draft in drafts for name in draft.tags])
    _create(site, [draft for draft in drafts if draft.is_new], found, tags)
    _update([draft for draft in drafts if not draft.is_new], found, tags)


def _create(site: Site, drafts: list[Draft], found: dict[Person, int], tags: dict[str, int]) -> None:
    if not drafts:
        return
    category, orphans = default_category(), orphans_of(site, drafts)
    raws = [raw_of(draft, orphaned=orphans) for draft in drafts]
    authors = {author_of(found, draft) for draft in drafts}
    asked = set(Question.objects.filter(author__in=authors).values_list("author_id", flat=True))
    questions = [_question(draft, author_of(found, draft), category.pk, raw) for draft, raw in zip(drafts, raws, strict=True)]
    insert_numbered(Question, questions)
    pairs = list(zip(drafts, questions, strict=True))
    insert_many(Through, ({"question_id": one.pk, "tag_id": tags[name]} for draft, one in pairs for name in draft.tags))
    insert_many(Revision, (row for draft, one in pairs for row in revisions_of(draft, found, question_id=one.pk)))
    save_mapping(site, "question", [(draft, question.pk, raw) for (draft, question), raw in zip(pairs, raws, strict=True)])
    facts = []
    for draft, question in pairs:
        facts.append(told(site, _asked(question, is_first=question.author_id not in asked), draft, "asked"))
        asked.add(question.author_id)
    record_history(facts)


def _question(draft: Draft, author_id: int, category_id: int, raw: dict[str, Any]) -> Question:
    at, closed = moment(draft.row["CreationDate"]), draft.row.get("ClosedDate")
    return Question(
        author_id=author_id,
        title=draft.title,
        slug=slug_of(draft.title),
        excerpt=draft.excerpt,
        body=draft.body,
        html=draft.html,
        renderer=RENDERER,
        category_id=category_id,
        written_at=at,
        published_at=at,
        last_activity_at=at,
        edited_at=edited_at(draft) if draft.story.edits else None,
        edits=len(draft.story.edits),
        ups=count(raw["votes"], UP),
        downs=count(raw["votes"], DOWN),
        closed_at=moment(closed) if closed else None,
        closed_reason=closed_reason_of(draft.story.close_reason) if closed else "",
    )


def _asked(question: Question, *, is_first: bool) -> QuestionAsked:
    return QuestionAsked(
        subject_id=question.author_id,
        actor_id=question.author_id,
        object_id=question.pk,
        question_id=question.pk,
        category_id=question.category_id,
        is_first=is_first,
    )


def _update(drafts: list[Draft], found: dict[Person, int], tags: dict[str, int]) -> None:
    """What a newer dump changed in questions imported before."""
    changed = [(draft, raw) for draft in drafts if (raw := raw_of(draft, orphaned={})) != draft.known.raw or draft.is_changed]  # type: ignore[union-attr]
    ids = [draft.known.here for draft, _raw in changed if draft.known]
    questions = {
        question.pk: question for question in Question.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
    }
    rows = []
    for draft, raw in changed:
        assert draft.known is not None
        question = questions[draft.known.here]
        if renew(draft, question, found):
            _retitle(question, draft)
        _retag(question, draft, tags)
        _reclose(question, draft)
        question.ups, question.downs = count(raw["votes"], UP), count(raw["votes"], DOWN)
        question.save()
        if "ClosedDate" not in draft.row:
            raw.pop("ClosedDate", None)
        draft.known.raw = raw
        rows.append(draft.known)
    save_rows([], rows)


def _retitle(question: Question, draft: Draft) -> None:
    slug = slug_of(draft.title)
    if slug != question.slug:
        OldSlug.objects.get_or_create(kind="question", slug=question.slug, object_id=question.pk)
    question.title, question.slug, question.excerpt = draft.title, slug, draft.excerpt


def _retag(question: Question, draft: Draft, tags: dict[str, int]) -> None:
    """Follow the dump's tags unless somebody chose others here."""
    assert draft.known is not None
    before = draft.known.raw.get("Tags", "")
    if draft.row.get("Tags", "") == before:
        return
    was = set(tags_named(tags_in(before)).values())
    if set(question.tags.values_list("pk", flat=True)) == was:
        question.tags.set([tags[name] for name in draft.tags])


def _reclose(question: Question, draft: Draft) -> None:
    """Follow the dump's closing unless the question was closed or reopened here."""
    assert draft.known is not None
    before, after = draft.known.raw.get("ClosedDate"), draft.row.get("ClosedDate")
    if before == after or question.closed_at != (moment(before) if before else None):
        return
    question.closed_at = moment(after) if after else None
    question.closed_reason = closed_reason_of(draft.story.close_reason) if after else ""
