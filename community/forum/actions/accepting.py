from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit, key_of, last_in_force
from community.members.models import Member
from community.realtime.publish import publish
from community.verdict import Refused, require

from .. import policy
from ..events import AnswerAccepted, AnswerFound, AnswerLost, AnswerUnaccepted
from ..models import Answer, Question
from . import facts
from .answers import lock_answer
from .recount import recount_pairs


@transaction.atomic
def accept_answer(answer: Answer, *, by: Member) -> None:
    """Say that this answer solved the question. A second press changes nothing; another accepted answer is replaced."""
    locked = lock_answer(answer)
    question = locked.question
    if question.accepted_id == locked.pk:
        return
    require(policy.can_accept(by, locked))
    if question.accepted_id is not None:
        _take_back(question, by=by)
    moment = clock.now()
    Question.objects.filter(pk=question.pk).update(accepted=locked, accepted_at=moment, accepted_by=by)
    by_asker = by.pk == question.author_id
    emit(
        AnswerAccepted(
            subject_id=locked.author_id,
            actor_id=by.pk,
            object_id=locked.pk,
            by_staff=locked.by_staff,
            **facts.acceptance(question, locked, by_asker=by_asker),
            **facts.about(question),
        )
    )
    emit(
        AnswerFound(
            subject_id=question.author_id,
            actor_id=by.pk,
            object_id=locked.pk,
            by_staff=question.by_staff,
            helper_id=locked.author_id,
            own=locked.author_id == question.author_id,
            by_asker=by_asker,
            **facts.about(question),
        )
    )
    recount_pairs([(locked.author_id, question.author_id)])
    publish(f"question:{question.pk}", {"kind": "answer.accepted", "id": locked.pk})


@transaction.atomic
def unaccept_answer(answer: Answer, *, by: Member) -> None:
    """Take the acceptance back."""
    locked = lock_answer(answer)
    if locked.question.accepted_id != locked.pk:
        raise Refused(_("This answer is not the accepted one any more."), status=409)
    require(policy.can_unaccept(by, locked))
    _take_back(locked.question, by=by)
    publish(f"question:{locked.question_id}", {"kind": "answer.unaccepted", "id": locked.pk})


def _take_back(question: Question, *, by: Member) -> None:
    old = Answer.objects.get(pk=question.accepted_id or 0)
    told, found = (last_in_force(name, about="answer", object_id=old.pk) for name in ("answer.accepted", "answer.found"))
    Question.objects.filter(pk=question.pk).update(accepted=None, accepted_at=None, accepted_by=None)
    question.accepted = question.accepted_at = question.accepted_by = None
    emit(
        AnswerUnaccepted(
            subject_id=old.author_id, actor_id=by.pk, object_id=old.pk, by_staff=old.by_staff, **facts.about(question)
        ),
        reverses=key_of(told) if told else None,
    )
    if found:
        lost = AnswerLost(
            subject_id=question.author_id, actor_id=by.pk, object_id=old.pk, by_staff=question.by_staff, **facts.about(question)
        )
        emit(lost, reverses=key_of(found))
    recount_pairs([(old.author_id, question.author_id)])
