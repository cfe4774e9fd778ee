from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import Fact, emit, key_of, last_in_force
from community.members.models import Member
from community.realtime.publish import publish
from community.verdict import require

from .. import policy, rules
from ..events import (
    AnswerDoubted,
    AnswerDoubtWithdrawn,
    AnswerHelped,
    AnswerHelpWithdrawn,
    AnswerThanked,
    AnswerThanksWithdrawn,
    QuestionMeToo,
    QuestionMeTooWithdrawn,
)
from ..models import Answer, Doubt, Mark, MeToo, Question
from . import facts, words
from .answers import lock_answer
from .questions import lock_question
from .recount import recount_answer, recount_pairs, recount_question


@transaction.atomic
def mark_helped(answer: Answer, *, by: Member) -> Mark:
    """ "This helped me". Pressed twice it is one mark."""
    locked = lock_answer(answer)
    require(policy.can_mark(by, locked))
    mark, new = Mark.objects.get_or_create(member=by, answer=locked, defaults={"at": clock.now()})
    if not new:
        if not Mark.objects.filter(pk=mark.pk).exclude(withdrawn_at=None).update(withdrawn_at=None, at=clock.now()):
            return mark
        mark.refresh_from_db()
    question = locked.question
    emit(
        AnswerHelped(
            subject_id=locked.author_id,
            actor_id=by.pk,
            object_id=locked.pk,
            by_staff=locked.by_staff,
            actor_is_staff=by.is_team,
            on_solved=question.accepted_id not in (None, locked.pk),
            actor_days=facts.days_a_member(by.joined_at),
            **facts.about(question),
        )
    )
    _recount(locked, by)
    return mark


@transaction.atomic
def withdraw_mark(answer: Answer, *, by: Member) -> None:
    """Take a mark back; the note goes with it. Without a mark it does nothing."""
    locked = lock_answer(answer)
    mark = Mark.objects.filter(member=by, answer=locked, withdrawn_at=None)
    if not mark.update(withdrawn_at=clock.now(), note="", outcome="", is_public=False, noted_at=None):
        return
    _take_back(locked, "answer.helped", AnswerHelpWithdrawn, by=by)
    if last_in_force("answer.thanked", about="answer", object_id=locked.pk, actor_id=by.pk):
        _take_back(locked, "answer.thanked", AnswerThanksWithdrawn, by=by)
    _recount(locked, by)


def _take_back(answer: Answer, name: str, fact: type[Fact], *, by: Member) -> None:
    told = last_in_force(name, about="answer", object_id=answer.pk, actor_id=by.pk)
    emit(
        fact(
            subject_id=answer.author_id,
            actor_id=by.pk,
            object_id=answer.pk,
            by_staff=answer.by_staff,
            **facts.about(answer.question),
        ),
        reverses=key_of(told) if told else None,
    )


def _recount(answer: Answer, by: Member) -> None:
    recount_answer(answer.pk)
    recount_question(answer.question_id)
    recount_pairs([(answer.author_id, by.pk)])
    publish(f"question:{answer.question_id}", {"kind": "answer.marked", "id": answer.pk})


@transaction.atomic
def write_note(answer: Answer, *, words: str, outcome: str = "", public: bool = False, by: Member) -> Mark:
    """A thank-you note with the mark: words, how it turned out, for everybody or the author only. A later one replaces it."""
    note = _note(words, outcome)
    mark = mark_helped(answer, by=by)
    first = mark.noted_at is None
    Mark.objects.filter(pk=mark.pk).update(note=note, outcome=outcome, is_public=public, noted_at=clock.now())
    mark.refresh_from_db()
    publish(f"question:{answer.question_id}", {"kind": "answer.marked", "id": answer.pk})
    if first:
        locked = lock_answer(answer)
        emit(
            AnswerThanked(
                subject_id=locked.author_id,
                actor_id=by.pk,
                object_id=locked.pk,
                by_staff=locked.by_staff,
                mark_id=mark.pk,
                public=public,
                outcome=outcome,
                **facts.about(locked.question),
            )
        )
    return mark


def _note(raw: str, outcome: str) -> str:
    if outcome and outcome not in Mark.Outcome.values:
        raise words.wrong("outcome", _("Choose how it turned out."))
    return words.body_of(raw, limit=rules.NOTE_MAX, least=0 if outcome else 1, field="note")


@transaction.atomic
def doubt_answer(answer: Answer, *, kind: str, reason: str = "", version: str = "", by: Member) -> Doubt:
    """Say, privately, that an answer didn't work or is out of date. Said again it replaces the reason."""
    if kind not in Doubt.Kind.values:
        raise words.wrong("kind", _("Choose what is wrong."))
    locked = lock_answer(answer)
    require(policy.can_doubt(by, locked))
    said = {
        "reason": words.body_of(reason, limit=300, least=0, field="reason"),
        "version": words.body_of(version, limit=60, least=0, field="version"),
        "at": clock.now(),
    }
    doubt, new = Doubt.objects.update_or_create(member=by, answer=locked, kind=kind, defaults=said)
    if new:
        emit(
            AnswerDoubted(
                subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, kind=kind, **facts.about(locked.question)
            )
        )
        recount_answer(locked.pk)
    return doubt


@transaction.atomic
def withdraw_doubt(answer: Answer, *, kind: str, by: Member) -> None:
    locked = lock_answer(answer)
    deleted, _rows = Doubt.objects.filter(member=by, answer=locked, kind=kind).delete()
    if not deleted:
        return
    told = last_in_force("answer.doubted", about="answer", object_id=locked.pk, actor_id=by.pk, kind=kind)
    emit(
        AnswerDoubtWithdrawn(
            subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, kind=kind, **facts.about(locked.question)
        ),
        reverses=key_of(told) if told else None,
    )
    recount_answer(locked.pk)


@transaction.atomic
def say_me_too(question: Question, *, by: Member) -> None:
    """ "I have this question too". Pressed twice it counts once."""
    locked = lock_question(question.pk)
    require(policy.can_me_too(by, locked))
    if not MeToo.objects.get_or_create(member=by, question=locked, defaults={"at": clock.now()})[1]:
        return
    recount_question(locked.pk)
    emit(QuestionMeToo(subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, **facts.about(locked)))
    publish(f"question:{locked.pk}", {"kind": "question.me_too", "id": locked.pk})


@transaction.atomic
def withdraw_me_too(question: Question, *, by: Member) -> None:
    locked = lock_question(question.pk)
    if not MeToo.objects.filter(member=by, question=locked).delete()[0]:
        return
    told = last_in_force("question.me_too", about="question", object_id=locked.pk, actor_id=by.pk)
    recount_question(locked.pk)
    emit(
        QuestionMeTooWithdrawn(subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, **facts.about(locked)),
        reverses=key_of(told) if told else None,
    )
    publish(f"question:{locked.pk}", {"kind": "question.me_too", "id": locked.pk})
