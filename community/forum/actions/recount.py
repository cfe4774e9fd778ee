"""Counters made again from rows. Actions call these under the question's lock; the importer and `reconcile` in bulk."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from community import clock
from community.members import actions as members
from community.members.models import Member

from .. import rules
from ..models import Answer, Comment, Doubt, Helped, Mark, MeToo, Question, State

Counters = dict[int, dict[str, Any]]
Pair = tuple[int, int]  # (helper, helped)


def question_counters(ids: Collection[int]) -> Counters:
    """What the counters of these questions should be: {question id: {column: value}}, in three queries."""
    stands = Q(state=State.PUBLISHED)
    counted = Answer.objects.filter(question__in=ids).values("question_id")
    counted = counted.annotate(
        count=Count("pk", filter=stands),
        helped=Sum("helped_count", filter=stands, default=0),
        official=Count("pk", filter=stands & Q(is_official=True)),
        owners=Count("pk", filter=stands & Q(owns__isnull=False)),
        first=Min("published_at", filter=stands & ~Q(author_id=F("question__author_id"))),
        latest=Max("published_at", filter=stands),
    )
    answers = {row["question_id"]: row for row in counted.order_by()}
    too = dict(MeToo.objects.filter(question__in=ids).values_list("question_id").annotate(n=Count("pk")).order_by())
    asked = Question.objects.filter(pk__in=ids).values_list("pk", "published_at")
    return {pk: _question_row(answers.get(pk, {}), too.get(pk, 0), at) for pk, at in asked}


def _question_row(answers: Mapping[str, Any], me_too: int, asked_at: Any) -> dict[str, Any]:
    return {
        "answers_count": answers.get("count", 0),
        "helped_count": answers.get("helped", 0),
        "has_official": bool(answers.get("official")),
        "by_owners": bool(answers.get("owners")),
        "first_answer_at": answers.get("first"),
        "last_activity_at": max(filter(None, (asked_at, answers.get("latest")))),
        "me_too_count": me_too,
    }


def recount_question(question_id: int) -> None:
    Question.objects.filter(pk=question_id).update(**question_counters([question_id])[question_id])


def answer_counters(ids: Collection[int]) -> Counters:
    """What the counters and the stored order of these answers should be, in four queries."""
    said = Doubt.objects.filter(answer__in=ids).values("answer_id").order_by()
    said = said.annotate(
        didnt_work=Count("pk", filter=Q(kind=Doubt.Kind.DIDNT_WORK)),
        outdated=Count("pk", filter=Q(kind=Doubt.Kind.OUTDATED)),
        members=Count("member", distinct=True),
    )
    doubts = {row["answer_id"]: row for row in said}
    stands = Mark.objects.filter(answer__in=ids, withdrawn_at=None)
    marks = dict(stands.values_list("answer_id").annotate(n=Count("pk")).order_by())
    remarks = Comment.objects.filter(answer__in=ids, state=State.PUBLISHED)
    comments = dict(remarks.values_list("answer_id").annotate(n=Count("pk")).order_by())
    rows = Answer.objects.filter(pk__in=ids).values_list("pk", "ups", "downs")
    return {pk: _answer_row(doubts.get(pk, {}), marks.get(pk, 0), comments.get(pk, 0), ups, downs) for pk, ups, downs in rows}


def _answer_row(doubts: Mapping[str, Any], helped: int, comments: int, ups: int, downs: int) -> dict[str, Any]:
    return {
        "helped_count": helped,
        "didnt_work_count": doubts.get("didnt_work", 0),
        "outdated_count": doubts.get("outdated", 0),
        "comments_count": comments,
        "rank": rules.rank_of(helped=helped, ups=ups, doubts=doubts.get("members", 0), downs=downs),
    }


def recount_answer(answer_id: int) -> None:
    Answer.objects.filter(pk=answer_id).update(**answer_counters([answer_id])[answer_id])


def evidence(*, helper_id: int | None = None, helped_ids: Collection[int] = ()) -> set[Pair]:
    """Every (helper, helped) pair with something behind it now; with a helper, only theirs with these people.

    An accepted answer helped its asker when the asker accepted it; a mark that stands helped who gave it.
    Own answers, and texts that are hidden or deleted, help nobody.
    """
    answers = Answer.objects.filter(state=State.PUBLISHED, question__state=State.PUBLISHED).order_by()
    marks = Mark.objects.filter(withdrawn_at=None).exclude(member=F("answer__author")).order_by()
    solved = Question.objects.filter(state__in=(State.PUBLISHED, State.MERGED), accepted_by=F("author")).order_by()
    solved = solved.exclude(accepted__author=F("author"))  # joined with another, it was still solved by its answer
    if helper_id is not None:
        answers, marks = answers.filter(author=helper_id), marks.filter(member__in=helped_ids)
        solved = solved.filter(author__in=helped_ids)
    accepted = solved.filter(accepted__in=answers).values_list("accepted__author_id", "author_id")
    return set(accepted.union(marks.filter(answer__in=answers).values_list("answer__author_id", "member_id")))


def recount_pairs(pairs: Iterable[Pair]) -> None:
    """Make the Helped rows of these (helper, helped) pairs, and the helpers' people helped, what the rows say.

    Locks each helper, in order: two people helped in the same moment are both counted.
    """
    wanted: dict[int, set[int]] = {}
    for helper_id, helped_id in pairs:
        if helper_id != helped_id:
            wanted.setdefault(helper_id, set()).add(helped_id)
    for helper_id in sorted(wanted):
        Member.objects.select_for_update(no_key=True).only("pk").get(pk=helper_id)
        _recount_helped(helper_id, wanted[helper_id])
        members.set_people_helped(helper_id, Helped.objects.filter(helper_id=helper_id, ended_at=None).count())


def _recount_helped(helper_id: int, helped_ids: Collection[int]) -> None:
    """As many statements for one person as for a thousand: hiding a text that helped many must not take minutes."""
    should = {helped for _helper, helped in evidence(helper_id=helper_id, helped_ids=helped_ids)}
    rows = Helped.objects.filter(helper_id=helper_id)
    stored = dict(rows.filter(helped_id__in=helped_ids).values_list("helped_id", "ended_at"))
    stands = {helped for helped, ended_at in stored.items() if ended_at is None}
    if again := should & (stored.keys() - stands):
        rows.filter(helped_id__in=again).update(ended_at=None)
    if over := stands - should:
        rows.filter(helped_id__in=over).update(ended_at=clock.now())
    first = sorted(should - stored.keys())
    Helped.objects.bulk_create(Helped(helper_id=helper_id, helped_id=helped, since=clock.now()) for helped in first)


def pairs_of_answers(answers: QuerySet[Answer]) -> list[Pair]:
    """Every (author, person) pair these answers may stand behind: their askers, who accepted one and whoever marked them."""
    asked = answers.order_by().values_list("author_id", "question__author_id")
    solved = Question.objects.filter(accepted__in=answers.order_by().values("pk")).order_by()
    marked = answers.order_by().filter(marks__isnull=False).values_list("author_id", "marks__member_id")
    return list({*asked, *marked, *solved.values_list("accepted__author_id", "author_id")})


def unnamed_marks(author_ids: Collection[int] | None = None) -> dict[int, int]:
    """{author: imported helpful marks without a name on their standing answers}; authors without any are left out."""
    answers = Answer.objects.filter(state=State.PUBLISHED, question__state=State.PUBLISHED, ups__gt=0).order_by()
    if author_ids is not None:
        answers = answers.filter(author__in=author_ids)
    return dict(answers.values_list("author_id").annotate(n=Sum("ups")))


def recount_unnamed_marks(author_ids: Collection[int]) -> None:
    counted = unnamed_marks(author_ids)
    for author_id in author_ids:
        members.set_unnamed_marks(author_id, counted.get(author_id, 0))
