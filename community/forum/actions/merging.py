from typing import Any

from django.db import transaction
from django.db.models import F, Q

from community.frame.actions import note_change
from community.members import actions as members
from community.members.models import Member

from ..models import Answer, Comment, Doubt, Follow, Helped, Mark, MeToo, Question, Revision
from .recount import Pair, recount_answer, recount_pairs, recount_question


@transaction.atomic
def take_over(other: Member, *, into: Member) -> None:
    """What a member wrote and said before they were known as this one is this one's. Running it again changes nothing.

    Where both said the same thing of the same text, it was said once; nobody marks their own answer.
    """
    pairs = _pairs_with(other.pk, into.pk)
    touched = _touched(other.pk)
    for model in (Question, Answer, Comment):
        model._default_manager.filter(author=other).update(author=into)
    Question.objects.filter(accepted_by=other).update(accepted_by=into)
    Revision.objects.filter(by=other).update(by=into)
    _move(Mark, "answer", other, into)
    _move(Doubt, "answer", other, into, also=("kind",))
    _move(MeToo, "question", other, into)
    _move(Follow, "question", other, into)
    Mark.objects.filter(member=into, answer__author=into).delete()
    MeToo.objects.filter(member=into, question__author=into).delete()
    _move_helped(other, into)
    for answer_id in sorted(touched["answers"]):
        recount_answer(answer_id)
    for question_id in sorted(touched["questions"]):
        recount_question(question_id)
    recount_pairs(pairs)
    members.set_people_helped(other.pk, 0)
    members.set_people_helped(into.pk, Helped.objects.filter(helper=into, ended_at=None).count())
    members.add_unnamed_marks(into, of=other)
    note_change(*(f"question:{pk}" for pk in touched["questions"]))


def _touched(member_id: int) -> dict[str, set[int]]:
    """Texts whose counts may change: those they marked, doubted, or have too."""
    answers = set(Mark.objects.filter(member=member_id).values_list("answer_id", flat=True))
    answers |= set(Doubt.objects.filter(member=member_id).values_list("answer_id", flat=True))
    questions = set(MeToo.objects.filter(member=member_id).values_list("question_id", flat=True))
    questions |= set(Answer.objects.filter(pk__in=answers).values_list("question_id", flat=True))
    return {"answers": answers, "questions": questions}


def _pairs_with(other: int, into: int) -> list[Pair]:
    """Every pair the other one was part of, as it is called from now on."""
    rows = Helped.objects.filter(Q(helper=other) | Q(helped=other)).values_list("helper_id", "helped_id")
    renamed = {other: into}
    return [(renamed.get(helper, helper), renamed.get(helped, helped)) for helper, helped in rows]


def _move(model: Any, on: str, other: Member, into: Member, *, also: tuple[str, ...] = ()) -> None:
    rows = model.objects.filter(member=other)
    keys = (f"{on}_id", *also)
    had = set(model.objects.filter(member=into).values_list(*keys))
    double = [row.pk for row in rows if tuple(getattr(row, key) for key in keys) in had]
    model.objects.filter(pk__in=double).delete()
    rows.update(member=into)


def _move_helped(other: Member, into: Member) -> None:
    """A pair stays since when it first was; one that both had is one, nobody is a pair with themselves."""
    Helped.objects.filter(Q(helper=other, helped=into) | Q(helper=into, helped=other)).delete()
    for mine, theirs in (("helper", "helped"), ("helped", "helper")):
        had = Helped.objects.filter(**{mine: into}).values(f"{theirs}_id")
        Helped.objects.filter(**{mine: other, f"{theirs}__in": had}).delete()
        Helped.objects.filter(**{mine: other}).exclude(**{theirs: F(mine)}).update(**{mine: into})
