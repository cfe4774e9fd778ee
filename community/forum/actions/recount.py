"""Counters made again from rows. Actions call these under the question's lock; `manage.py reconcile` compares with them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum
from django.utils.timezone import now

from community.members import actions as members
from community.members.models import Member

from .. import rules
from ..models import Answer, Comment, Doubt, Helped, Mark, MeToo, Question, State


def question_counters(question_id: int) -> dict[str, Any]:
    """What a question's counters should be."""
    stands = Q(state=State.PUBLISHED)
    answers = Answer.objects.filter(question_id=question_id)
    question = Question.objects.values("author_id", "published_at").get(pk=question_id)
    counted = answers.aggregate(
        answers_count=Count("pk", filter=stands),
        helped_count=Sum("helped_count", filter=stands, default=0),
        official=Count("pk", filter=stands & Q(is_official=True)),
        first_answer_at=Min("published_at", filter=stands & ~Q(author_id=question["author_id"])),
        latest=Max("published_at", filter=stands),
    )
    latest = counted.pop("latest")
    counted["has_official"] = bool(counted.pop("official"))
    counted["last_activity_at"] = max(filter(None, (question["published_at"], latest)))
    counted["me_too_count"] = MeToo.objects.filter(question_id=question_id).count()
    return counted


def recount_question(question_id: int) -> None:
    Question.objects.filter(pk=question_id).update(**question_counters(question_id))


def answer_counters(answer_id: int) -> dict[str, Any]:
    """What an answer's counters and stored order should be."""
    answer = Answer.objects.values("ups", "downs").get(pk=answer_id)
    doubts = Doubt.objects.filter(answer_id=answer_id).aggregate(
        didnt_work_count=Count("pk", filter=Q(kind=Doubt.Kind.DIDNT_WORK)),
        outdated_count=Count("pk", filter=Q(kind=Doubt.Kind.OUTDATED)),
        members=Count("member", distinct=True),
    )
    helped = Mark.objects.filter(answer_id=answer_id, withdrawn_at=None).count()
    rank = rules.rank_of(helped=helped, ups=answer["ups"], doubts=doubts.pop("members"), downs=answer["downs"])
    comments = Comment.objects.filter(answer_id=answer_id, state=State.PUBLISHED).count()
    return doubts | {"helped_count": helped, "rank": rank, "comments_count": comments}


def recount_answer(answer_id: int) -> None:
    Answer.objects.filter(pk=answer_id).update(**answer_counters(answer_id))


def evidence(*, helper_id: int | None = None) -> Any:
    """(helper, helped) pairs with something behind them now, as a queryset of dicts.

    An accepted answer helped its asker when the asker accepted it; a mark that stands helped who gave it.
    Own answers, and texts that are hidden or deleted, help nobody.
    """
    answers = Answer.objects.filter(state=State.PUBLISHED, question__state=State.PUBLISHED)
    if helper_id is not None:
        answers = answers.filter(author_id=helper_id)
    accepted = answers.filter(question__accepted=F("pk"), question__accepted_by=F("question__author"))
    accepted = accepted.exclude(author=F("question__author")).values(helper=F("author_id"), helped=F("question__author_id"))
    marked = answers.filter(marks__withdrawn_at=None, marks__member__isnull=False).exclude(author=F("marks__member"))
    return accepted.union(marked.values(helper=F("author_id"), helped=F("marks__member_id")))


def _stands_behind(helper_id: int, helped_id: int) -> bool:
    answers = Answer.objects.filter(author_id=helper_id, state=State.PUBLISHED, question__state=State.PUBLISHED)
    mark = Mark.objects.filter(answer=OuterRef("pk"), member_id=helped_id, withdrawn_at=None)
    accepted = Q(question__accepted=F("pk"), question__accepted_by_id=helped_id, question__author_id=helped_id)
    return answers.filter(accepted | Exists(mark)).exists()


def recount_pairs(pairs: Iterable[tuple[int, int]]) -> None:
    """Make the Helped rows of these (helper, helped) pairs, and the helpers' people helped, what the rows say.

    Locks each helper, in order: two people helped in the same moment are both counted.
    """
    wanted: dict[int, set[int]] = {}
    for helper_id, helped_id in pairs:
        if helper_id != helped_id:
            wanted.setdefault(helper_id, set()).add(helped_id)
    for helper_id in sorted(wanted):
        Member.objects.select_for_update().get(pk=helper_id)
        for helped_id in sorted(wanted[helper_id]):
            _recount_pair(helper_id, helped_id)
        members.set_people_helped(helper_id, Helped.objects.filter(helper_id=helper_id, ended_at=None).count())


def _recount_pair(helper_id: int, helped_id: int) -> None:
    row = Helped.objects.filter(helper_id=helper_id, helped_id=helped_id)
    if _stands_behind(helper_id, helped_id):
        if not row.update(ended_at=None):
            Helped.objects.create(helper_id=helper_id, helped_id=helped_id)
    else:
        row.filter(ended_at=None).update(ended_at=now())


def pairs_of_answers(answers: Any) -> list[tuple[int, int]]:
    """Every (author, person) pair these answers may stand behind: their askers and whoever marked them."""
    asked = answers.values_list("author_id", "question__author_id")
    marked = answers.filter(marks__isnull=False).values_list("author_id", "marks__member_id")
    return list({*asked, *marked})
