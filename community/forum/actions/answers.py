import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.members.models import Member
from community.realtime.publish import publish
from community.verdict import Refused, require

from .. import policy, rules
from ..events import AnswerEdited, AnswerMadeOfficial, AnswerPosted
from ..models import Answer, Question, Revision, State
from . import facts, words
from .questions import needs_revision
from .recount import recount_question


def lock_question(pk: int) -> Question:
    """The question, locked: everything that happens on it happens in turn. 404 when it is not there at all."""
    question = Question.objects.select_for_update(of=("self",)).select_related("author").filter(pk=pk).first()
    if question is None:
        raise Refused(_("This question is not here any more."), status=404)
    return question


def lock_answer(answer: Answer) -> Answer:
    """The answer as it is now, with its question, both locked; always the question first."""
    question = lock_question(answer.question_id)
    locked = Answer.objects.select_for_update(of=("self",)).select_related("author").get(pk=answer.pk)
    locked.question = question
    return locked


@transaction.atomic
def post_answer(
    question: Question, *, body: str, official: bool = False, submission: uuid.UUID | None = None, by: Member
) -> Answer:
    """Answer a question. The same form, or the same words within five minutes, sent twice are one answer."""
    body = words.body_of(body, limit=rules.ANSWER_MAX)
    locked = lock_question(question.pk)
    require(policy.can_answer(by, locked))
    if official:
        require(policy.can_answer_officially(by))
    if found := _sent_before(locked, submission, by, body):
        return found
    columns = words.written(body, by=by, visibility=locked.visibility, submission=submission)
    answer = Answer(question=locked, is_official=official, **columns)
    answer.save(force_insert=True)
    recount_question(locked.pk)
    emit(
        AnswerPosted(
            subject_id=by.pk,
            actor_id=by.pk,
            object_id=answer.pk,
            by_staff=by.is_team,
            asker_id=locked.author_id,
            minutes=int((answer.published_at - locked.published_at).total_seconds() // 60),
            is_official=official,
            **facts.about(locked),
        )
    )
    publish(f"question:{locked.pk}", {"kind": "answer.posted", "id": answer.pk})
    return answer


def _sent_before(question: Question, submission: uuid.UUID | None, by: Member, body: str) -> Answer | None:
    mine = Answer.objects.filter(question=question, author=by)
    if submission and (found := mine.filter(submission=submission).first()):
        return found
    recent = mine.filter(state=State.PUBLISHED, written_at__gte=clock.now() - rules.SAME_TEXT_WINDOW)
    return recent.filter(body=body).first()


@transaction.atomic
def edit_answer(answer: Answer, *, body: str, reason: str = "", by: Member) -> None:
    """Change the words of an answer; a revision keeps what stood there."""
    body = words.body_of(body, limit=rules.ANSWER_MAX)
    locked = lock_answer(answer)
    require(policy.can_edit(by, locked))
    if body == locked.body:
        return
    if needs_revision(locked.published_at, locked.body, body, False, answered=locked.comments_count > 0):
        Revision.objects.create(answer=locked, body=locked.body, by=by, at=clock.now(), reason=reason[:300])
        locked.edits += 1
    locked.edited_at = clock.now()
    words.put(locked, body)
    locked.save(update_fields=["edited_at", "edits", "body", "html", "renderer"])
    emit(AnswerEdited(subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, **facts.about(locked.question)))
    publish(f"question:{locked.question_id}", {"kind": "answer.edited", "id": locked.pk})


@transaction.atomic
def mark_official(answer: Answer, *, official: bool, by: Member) -> None:
    """Say that a team member's answer speaks for the brand, or that it no longer does."""
    locked = lock_answer(answer)
    require(policy.can_answer_officially(by))
    if not locked.by_staff:
        raise Refused(_("Only an answer written by the team can speak for the brand."))
    if not Answer.objects.filter(pk=locked.pk, is_official=not official).update(is_official=official):
        return
    recount_question(locked.question_id)
    emit(
        AnswerMadeOfficial(
            subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, official=official, **facts.about(locked.question)
        )
    )
    publish(f"question:{locked.question_id}", {"kind": "answer.edited", "id": locked.pk})
