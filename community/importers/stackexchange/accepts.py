"""Accepted answers: the dump says which, its votes say on what day. Everything that follows from them is written here."""

from datetime import datetime
from typing import Any

from django.db import transaction

from community.events.bulk import update_many
from community.events.door import Past, record_history
from community.forum.actions.facts import acceptance
from community.forum.actions.recount import recount_pairs
from community.forum.events import AnswerAccepted, AnswerUnaccepted
from community.forum.models import Answer, Helped, Question

from ..models import ImportedRow
from .reading import moment
from .site import Site, save_rows
from .staging import batches
from .votes import accepted_on

KEY = "accepted"  # in a question's raw: the id, in the dump, of the answer whose acceptance was imported


class Change:
    """A question whose acceptance in the dump is not the one imported before."""

    def __init__(self, row: ImportedRow, before: ImportedRow | None, after: ImportedRow | None) -> None:
        self.row, self.before, self.after = row, before, after


def import_accepts(site: Site) -> None:
    """After the counters: what an acceptance remembers looks at the question's first answer."""
    for batch in batches(site.scratch.questions(), 400):
        with transaction.atomic():
            _import_batch(site, dict(batch))
        site.progress.add(len(batch))


def _import_batch(site: Site, wanted: dict[int, int]) -> None:
    rows = {one: row for one, row in site.known("post", wanted).items() if row.object_kind == "question"}
    changes = _changes(site, rows, wanted)
    if not changes:
        return
    ids = [change.row.object_id for change in changes]
    few = Question.objects.select_related("author").defer("body", "html")
    questions = few.select_for_update(of=("self",), no_key=True).in_bulk(ids)
    answers = Answer.objects.defer("body", "html").in_bulk([row.object_id for c in changes for row in (c.before, c.after) if row])
    facts, done, taken_back = [], [], []
    for change in changes:
        question = questions[change.row.object_id]
        if question.accepted_id != (change.before.object_id if change.before else None):
            continue  # decided here meanwhile
        if change.before:
            old = answers[change.before.object_id]
            facts.append(_unaccepted(site, change, question, old))
            taken_back.append((old.author_id, question.author_id))
        facts += _accept(site, change, question, answers)
        done.append(question)
    _put(done, [change.row for change in changes])
    record_history(facts)
    _pair(done)
    recount_pairs(taken_back)


def _changes(site: Site, rows: dict[str, ImportedRow], wanted: dict[int, int]) -> list[Change]:
    """Questions whose accepted answer in the dump is another than the one imported, with the answers' rows."""
    moved = {one: row for one, row in rows.items() if row.raw.get(KEY, "") != str(wanted[int(one)] or "")}
    ids = {row.raw.get(KEY, "") for row in moved.values()} | {str(wanted[int(one)] or "") for one in moved}
    answers = {one: row for one, row in site.known("post", ids - {""}).items() if row.object_kind == "answer"}
    changes = []
    for one, row in moved.items():
        before, after = answers.get(row.raw.get(KEY, "")), answers.get(str(wanted[int(one)]))
        if after is None and (before is None or not site.scratch.has_post(int(before.source_id))):
            continue  # never imported; or the answer vanished from the dump, and stays as it was here
        changes.append(Change(row, before, after))
    return changes


def _accept(site: Site, change: Change, question: Question, answers: dict[int, Answer]) -> list[Past]:
    change.row.raw = {name: value for name, value in change.row.raw.items() if name != KEY}
    if change.after is None:
        question.accepted = question.accepted_at = question.accepted_by_id = None
        return []
    answer = answers[change.after.here]
    if answer.question_id != question.pk:
        return []
    day = accepted_on(change.after.raw.get("votes", {}))
    at = max(answer.published_at, moment(day)) if day else answer.published_at
    question.accepted, question.accepted_at, question.accepted_by_id = answer, at, question.author_id
    change.row.raw = change.row.raw | {KEY: change.after.source_id}
    return [_accepted(site, change, question, answer, at)]


def _common(question: Question, answer: Answer) -> dict[str, Any]:
    return {
        "subject_id": answer.author_id,
        "actor_id": question.author_id,
        "object_id": answer.pk,
        "question_id": question.pk,
        "category_id": question.category_id,
    }


def _key(change: Change, row: ImportedRow, what: str) -> str:
    """Accepted once is the usual case; the second time the same answer is accepted has a number."""
    turn = change.row.raw.get("accepts", {}).get(row.source_id, 1)
    return f"post:{row.source_id}:{what}" + (f":{turn}" if turn > 1 else "")


def _accepted(site: Site, change: Change, question: Question, answer: Answer, at: datetime) -> Past:
    assert change.after is not None
    fact = AnswerAccepted(**_common(question, answer), **acceptance(question, answer, by_asker=True))
    return Past(fact=fact, occurred_at=at, source=site.source, source_id=_key(change, change.after, "accepted"))


def _unaccepted(site: Site, change: Change, question: Question, answer: Answer) -> Past:
    """Nobody knows when: it is told as of the latest moment the dump knows of."""
    assert change.before is not None
    fact = AnswerUnaccepted(**_common(question, answer))
    key = _key(change, change.before, "accepted")
    at = max(question.accepted_at or question.published_at, moment(site.scratch.last_vote() or "1970-01-01"))
    past = Past(
        fact=fact,
        occurred_at=at,
        source=site.source,
        source_id=_key(change, change.before, "unaccepted"),
        reverses=(site.source, key),
    )
    turns = change.row.raw.get("accepts", {})
    change.row.raw = change.row.raw | {"accepts": turns | {change.before.source_id: turns.get(change.before.source_id, 1) + 1}}
    return past


def _put(questions: list[Question], rows: list[ImportedRow]) -> None:
    update_many(Question, map(vars, questions), ["accepted", "accepted_at", "accepted_by"])
    save_rows([], rows)


def _pair(questions: list[Question]) -> None:
    """Who accepted an answer was helped by its author: a pair once for ever, since the first time."""
    since: dict[tuple[int, int], datetime] = {}
    for question in questions:
        if question.accepted and question.accepted_at and question.accepted.author_id != question.author_id:
            pair = question.accepted.author_id, question.author_id
            since[pair] = min(question.accepted_at, since.get(pair, question.accepted_at))
    Helped.objects.bulk_create(
        (Helped(helper_id=helper, helped_id=helped, since=at) for (helper, helped), at in since.items()), ignore_conflicts=True
    )
    for helper, helped in since:
        Helped.objects.filter(helper_id=helper, helped_id=helped).exclude(ended_at=None).update(ended_at=None)
