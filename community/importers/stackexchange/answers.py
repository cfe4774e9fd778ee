"""Answers of the dump. One whose question is not there keeps its words in its mapping row."""

from typing import Any

from community.events.bulk import insert_many, insert_numbered
from community.events.door import record_history
from community.forum.actions.recount import recount_answer
from community.forum.events import AnswerPosted
from community.forum.models import Answer, Question, Revision
from community.forum.rules import rank_of
from community.text import RENDERER

from ..models import ImportedRow
from .people import Person
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


def import_answers(site: Site) -> None:
    import_posts(site, "2", _write)


def _write(site: Site, drafts: list[Draft]) -> None:
    found = authors_of(site, [draft for draft in drafts if draft.is_new or draft.is_changed])
    new = [draft for draft in drafts if draft.is_new]
    questions = _questions(site, new)
    _keep_strays(site, [draft for draft in new if draft.row.get("ParentId") not in questions])
    _create(site, [draft for draft in new if draft.row.get("ParentId") in questions], found, questions)
    _update([draft for draft in drafts if not draft.is_new], found)


def _questions(site: Site, drafts: list[Draft]) -> dict[str, Question]:
    """The questions these answers belong to, by their id in the dump."""
    parents = {draft.row["ParentId"] for draft in drafts if "ParentId" in draft.row}
    rows = ImportedRow.objects.filter(source=site.source, kind="post", source_id__in=parents, object_kind="question")
    ids = dict(rows.values_list("source_id", "object_id"))
    few = Question.objects.only("pk", "author_id", "published_at", "category_id", "visibility")
    questions = few.in_bulk(list(ids.values()))
    return {one: questions[pk] for one, pk in ids.items() if pk in questions}


def _keep_strays(site: Site, drafts: list[Draft]) -> None:
    changed = [
        (draft, raw)
        for draft in drafts
        if (raw := raw_of(draft, orphaned={}) | {"ParentId": draft.row.get("ParentId", "")})
        and (draft.known is None or raw | {"Body": draft.body} != draft.known.raw)
    ]
    save_mapping(site, "answer", [(draft, None, raw) for draft, raw in changed])


def _create(site: Site, drafts: list[Draft], found: dict[Person, int], questions: dict[str, Question]) -> None:
    if not drafts:
        return
    orphans = orphans_of(site, drafts)
    raws = [raw_of(draft, orphaned=orphans) for draft in drafts]
    parents = [questions[draft.row["ParentId"]] for draft in drafts]
    rows = zip(drafts, parents, raws, strict=True)
    answers = [_answer(draft, author_of(found, draft), parent, raw) for draft, parent, raw in rows]
    insert_numbered(Answer, answers)
    pairs = list(zip(drafts, answers, strict=True))
    insert_many(Revision, (row for draft, one in pairs for row in revisions_of(draft, found, answer_id=one.pk)))
    save_mapping(site, "answer", [(draft, answer.pk, raw) for (draft, answer), raw in zip(pairs, raws, strict=True)])
    record_history(
        told(site, _posted(answer, parent), draft, "answered") for (draft, answer), parent in zip(pairs, parents, strict=True)
    )


def _answer(draft: Draft, author_id: int, question: Question, raw: dict[str, Any]) -> Answer:
    at = moment(draft.row["CreationDate"])
    ups, downs = count(raw["votes"], UP), count(raw["votes"], DOWN)
    return Answer(
        question_id=question.pk,
        author_id=author_id,
        visibility=question.visibility,
        body=draft.body,
        html=draft.html,
        renderer=RENDERER,
        written_at=at,
        published_at=at,
        last_activity_at=at,
        edited_at=edited_at(draft) if draft.story.edits else None,
        edits=len(draft.story.edits),
        ups=ups,
        downs=downs,
        rank=rank_of(helped=0, ups=ups, downs=downs),
    )


def _posted(answer: Answer, question: Question) -> AnswerPosted:
    return AnswerPosted(
        subject_id=answer.author_id,
        actor_id=answer.author_id,
        object_id=answer.pk,
        question_id=question.pk,
        category_id=question.category_id,
        asker_id=question.author_id,
        minutes=max(int((answer.published_at - question.published_at).total_seconds() // 60), 0),
    )


def _update(drafts: list[Draft], found: dict[Person, int]) -> None:
    """What a newer dump changed in answers imported before."""
    rows = []
    for draft in drafts:
        assert draft.known is not None
        raw = raw_of(draft, orphaned={})
        if raw == draft.known.raw and not draft.is_changed:
            continue
        answer = Answer.objects.select_for_update(of=("self",), no_key=True).get(pk=draft.known.here)
        renew(draft, answer, found)
        answer.ups, answer.downs = count(raw["votes"], UP), count(raw["votes"], DOWN)
        answer.save()
        recount_answer(answer.pk)
        draft.known.raw = raw
        rows.append(draft.known)
    save_rows([], rows)
