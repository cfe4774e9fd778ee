"""A question that was asked before becomes one with the first: answers, Me too and followers move, nothing counts twice."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit, key_of, last_in_force
from community.members.models import Member
from community.realtime.publish import publish
from community.verdict import Refused, require

from .. import policy
from ..events import QuestionMerged, QuestionParted
from ..models import PUBLIC, Answer, Comment, Follow, Merge, MeToo, Question, State
from . import facts, words
from .questions import lock_question
from .recount import pairs_of_answers, recount_pairs, recount_question, recount_unnamed_marks


def _lock(*pks: int) -> dict[int, Question]:
    """Always the smaller number first: two who join the same two in opposite ways wait, and don't lock each other out."""
    return {pk: lock_question(pk) for pk in sorted(pks)}


@transaction.atomic
def merge_question(question: Question, *, into: Question, by: Member) -> Merge:
    """Join a question with the one that was asked before: its address leads there from now on.

    Whoever had it too, or follows, has that one too and follows it, once. Its asker hears of new answers there. What its
    answers earned stays earned. ValidationError for itself, a private one or one that does not stand.
    """
    if question.pk == into.pk:
        raise words.wrong("duplicate_of", _("That is this question itself."))
    rows = _lock(question.pk, into.pk)
    locked, target = rows[question.pk], rows[into.pk]
    if locked.state == State.MERGED:
        raise Refused(_("This question was joined with another already."), status=409)
    require(policy.can_close(by, locked))
    if not (locked.visibility == target.visibility == PUBLIC and target.state == State.PUBLISHED):
        raise words.wrong("duplicate_of", _("Only questions that everybody can read are joined."))
    answers = Answer.objects.filter(question=locked)
    pairs = pairs_of_answers(answers)
    merge = Merge.objects.create(question=locked, into=target, moved=_move(locked, target), at=clock.now())
    Question.objects.filter(pk=locked.pk).update(state=State.MERGED, merged_into=target, state_by=by, state_at=clock.now())
    _after(locked, target, pairs)
    told = QuestionMerged(
        subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, into_id=target.pk, **facts.about(locked)
    )
    emit(told)
    return merge


def _move(question: Question, target: Question) -> dict[str, Any]:
    """The ids of what went over, and of what was made there for its asker."""
    answers = list(Answer.objects.filter(question=question).values_list("pk", flat=True))
    Answer.objects.filter(pk__in=answers).update(question=target)
    Comment.objects.filter(answer__in=answers).update(question=target)
    older = list(Question.objects.filter(merged_into=question).values_list("pk", flat=True))
    Question.objects.filter(pk__in=older).update(merged_into=target)
    moved: dict[str, Any] = {"answers": answers, "older": older}
    for name, model in (("me_too", MeToo), ("follows", Follow)):
        moved[name] = _move_over(model, question, target)
        moved[f"new_{name}"] = _made_for_asker(model, question, target)
    return moved


def _move_over(model: Any, question: Question, target: Question) -> list[int]:
    """Whoever said it of both said it once; what does not move stays where nobody counts it."""
    had = model.objects.filter(question=target).values("member")
    rows = model.objects.filter(question=question).exclude(member__in=had).exclude(member=target.author_id)
    ids = list(rows.values_list("pk", flat=True))
    model.objects.filter(pk__in=ids).update(question=target)
    return ids


def _made_for_asker(model: Any, question: Question, target: Question) -> int | None:
    if question.author_id == target.author_id:
        return None
    row, new = model.objects.get_or_create(member_id=question.author_id, question=target, defaults={"at": clock.now()})
    return row.pk if new else None


@transaction.atomic
def part_question(question: Question, *, by: Member) -> None:
    """Take the joining back: what had gone over comes back; what was added there since stays there."""
    merge = Merge.objects.filter(question=question.pk, parted_at=None).first()
    if merge is None:
        raise Refused(_("This question stands by itself."), status=409)
    rows = _lock(question.pk, merge.into_id)
    locked, target = rows[question.pk], rows[merge.into_id]
    require(policy.can_restore_merged(by, locked))
    if not Merge.objects.filter(pk=merge.pk, parted_at=None).update(parted_at=clock.now()):
        raise Refused(_("This question stands by itself."), status=409)
    _move_back(merge, locked)
    moment = clock.now()
    back = {"state": State.PUBLISHED, "merged_into": None, "state_by": by, "state_at": moment}
    if locked.accepted_id and Question.objects.filter(accepted=locked.accepted_id).exclude(pk=locked.pk).exists():
        back |= {"accepted": None, "accepted_at": None, "accepted_by": None}  # the other asker accepted it meanwhile
    Question.objects.filter(pk=locked.pk).update(**back)
    _after(locked, target, pairs_of_answers(Answer.objects.filter(question__in=[locked.pk, target.pk])))
    joined = last_in_force("question.merged", about="question", object_id=locked.pk)
    told = QuestionParted(
        subject_id=locked.author_id, actor_id=by.pk, object_id=locked.pk, into_id=target.pk, **facts.about(locked)
    )
    emit(told, reverses=key_of(joined) if joined else None)


def _move_back(merge: Merge, question: Question) -> None:
    moved = merge.moved
    answers = Answer.objects.filter(pk__in=moved["answers"], question=merge.into_id)
    ids = list(answers.values_list("pk", flat=True))
    Answer.objects.filter(pk__in=ids).update(question=question)
    Comment.objects.filter(answer__in=ids).update(question=question)
    Question.objects.filter(pk__in=moved["older"], merged_into=merge.into_id).update(merged_into=question)
    for name, model in (("me_too", MeToo), ("follows", Follow)):
        model._default_manager.filter(pk__in=moved[name]).update(question=question)
        model._default_manager.filter(pk=moved[f"new_{name}"] or 0).delete()


def _after(question: Question, target: Question, pairs: Any) -> None:
    recount_question(question.pk)
    recount_question(target.pk)
    recount_pairs(pairs)
    authors = Answer.objects.filter(Q(question=question) | Q(question=target), ups__gt=0)
    recount_unnamed_marks(sorted(set(authors.values_list("author_id", flat=True))))
    for pk in (question.pk, target.pk):
        publish(f"question:{pk}", {"kind": "question.edited", "id": pk})
