"""Everything a question's page shows, read in a number of queries that does not grow with its answers.

What differs per viewer (their marks, what they may do) is laid over the loaded rows here, so that templates only draw.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.timezone import now

from community.verdict import Verdict

from .. import policy, rules
from ..models import Answer, Comment, Doubt, Mark, MeToo, Question, QuestionLink, State

ANSWERS_SHOWN = 30
COMMENTS_SHOWN = 3
NOTES_QUOTED = 2
LINKS_SHOWN = 8
OVERLAP = 20

Ask = Callable[[Any, Any], Verdict]

ON_TEXT: dict[str, Ask] = {
    "edit": policy.can_edit,
    "delete": policy.can_delete,
    "undelete": policy.can_undelete,
    "hide": policy.can_hide,
    "restore": policy.can_restore,
}
ON_ANSWER: dict[str, Ask] = ON_TEXT | {
    "mark": policy.can_mark,
    "doubt": policy.can_doubt,
    "comment": policy.can_comment,
    "accept": policy.can_accept,
    "unaccept": policy.can_unaccept,
}
ON_QUESTION: dict[str, Ask] = ON_TEXT | {
    "answer": policy.can_answer,
    "comment": policy.can_comment,
    "me_too": policy.can_me_too,
    "close": policy.can_close,
}


def verdicts(viewer: Any, text: Any, acts: dict[str, Ask]) -> dict[str, Verdict]:
    return {name: ask(viewer, text) for name, ask in acts.items()}


@dataclass(kw_only=True)
class CommentSeen:
    comment: Comment
    may: dict[str, Verdict]
    own: bool


@dataclass(kw_only=True)
class Thread:
    """The comments under one text: the first ones, and how many more there are."""

    seen: list[CommentSeen] = field(default_factory=list)
    more: int = 0


@dataclass(kw_only=True)
class AnswerSeen:
    """One answer as this viewer sees it."""

    answer: Answer
    accepted: bool
    own: bool
    may: dict[str, Verdict]
    thread: Thread
    notes: list[Mark] = field(default_factory=list)
    notes_total: int = 0
    mark: Mark | None = None
    doubts: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What ids on the page are made of."""
        return f"a{self.answer.pk}"


@dataclass(kw_only=True)
class Page:
    question: Question
    own: bool
    may: dict[str, Verdict]
    answers: list[AnswerSeen]
    more: int  # answers not shown
    official: Answer | None  # an official answer that does not stand first
    thread: Thread
    me_too: bool
    related: list[Question]
    duplicates: list[Question]
    sort: str
    known: list[int]  # ids of the newest answers, shown or not: what is not among them later is new


def read_page(viewer: Any, question: Question, *, sort: str = "best", everything: bool = False) -> Page:
    shown, more, known = _answers_in_order(viewer, question, sort, None if everything else ANSWERS_SHOWN)
    threads = _threads(viewer, question, {answer.pk: answer for answer in shown})
    seen = _seen(viewer, question, shown, threads)
    links = _links(viewer, question)
    return Page(
        question=question,
        own=question.is_by(viewer),
        may=verdicts(viewer, question, ON_QUESTION),
        answers=seen,
        more=more,
        official=next((a for a in shown[1:] if a.is_official and a.is_published), None),
        thread=threads[None],
        me_too=_says_me_too(viewer, question),
        related=links[QuestionLink.LINKED],
        duplicates=links[QuestionLink.DUPLICATE],
        sort=sort,
        known=known,
    )


def newer_answers(viewer: Any, question: Question, *, after: int, known: Collection[int]) -> list[int]:
    """Ids of answers the viewer may read that came after `after` and are not known, oldest first; a hundred at most.

    The last twenty before it are looked at again: with two writers, id 2 may be committed before id 1.
    """
    newer = Answer.objects.visible_to(viewer).filter(question=question, state=State.PUBLISHED, pk__gt=after - OVERLAP)
    ids = newer.exclude(author_id=viewer.pk).order_by("pk").values_list("pk", flat=True)
    return [pk for pk in ids if pk not in known][:100]


def read_answer(viewer: Any, answer: Answer) -> AnswerSeen:
    """One answer alone, for a fragment."""
    threads = _threads(viewer, answer.question, {answer.pk: answer}, only=answer)
    return _seen(viewer, answer.question, [answer], threads)[0]


def _answers_in_order(viewer: Any, question: Question, sort: str, most: int | None) -> tuple[list[Answer], int, list[int]]:
    """The answers to show, best or newest first, how many are left out, and the newest ids. Two queries, however many."""
    visible = Answer.objects.visible_to(viewer).filter(question=question).exclude(state=State.MERGED)
    light = list(visible.only("pk", "rank", "outdated_count", "helped_count", "ups", "published_at"))
    if sort == "newest":
        ordered = sorted(light, key=lambda answer: (answer.published_at, answer.pk), reverse=True)
    else:
        ordered = rules.order_answers(light, accepted_id=question.accepted_id, now=now())
    rows = Answer.objects.for_page().in_bulk([answer.pk for answer in ordered[:most]])
    shown = [rows[answer.pk] for answer in ordered[:most]]
    for answer in shown:
        answer.question = question
    return shown, len(ordered) - len(shown), sorted(answer.pk for answer in light)[-OVERLAP:]


def _seen(viewer: Any, question: Question, answers: list[Answer], threads: dict[int | None, Thread]) -> list[AnswerSeen]:
    ids = [answer.pk for answer in answers]
    notes = _notes(ids)
    marks, doubts = _own_acts(viewer, ids)
    return [
        AnswerSeen(
            answer=answer,
            accepted=answer.pk == question.accepted_id,
            own=answer.is_by(viewer),
            may=verdicts(viewer, answer, ON_ANSWER),
            thread=threads[answer.pk],
            notes=notes[answer.pk],
            notes_total=notes[answer.pk][0].total if notes[answer.pk] else 0,  # type: ignore[attr-defined]
            mark=marks.get(answer.pk),
            doubts=frozenset(doubts[answer.pk]),
        )
        for answer in answers
    ]


def public_notes() -> QuerySet[Mark]:
    """Notes their authors chose to show. A mark without a public note names nobody."""
    return (
        Mark.objects.filter(withdrawn_at=None, is_public=True, noted_at__isnull=False).exclude(note="").select_related("member")
    )


def _notes(answer_ids: list[int]) -> dict[int, list[Mark]]:
    """The latest public notes of each answer, each with `total`."""
    each = public_notes().filter(answer__in=answer_ids)
    each = each.annotate(
        nth=Window(RowNumber(), partition_by="answer", order_by=[F("noted_at").desc(), F("pk").desc()]),
        total=Window(Count("pk"), partition_by="answer"),
    )
    found: dict[int, list[Mark]] = defaultdict(list)
    for mark in each.filter(nth__lte=NOTES_QUOTED).order_by("answer", "nth"):
        found[mark.answer_id].append(mark)
    return found


def _own_acts(viewer: Any, answer_ids: list[int]) -> tuple[dict[int, Mark], dict[int, set[str]]]:
    """The viewer's own marks and doubts on these answers; nobody else's."""
    doubts: dict[int, set[str]] = defaultdict(set)
    if not viewer.is_authenticated:
        return {}, doubts
    marks = Mark.objects.filter(member=viewer, withdrawn_at=None, answer__in=answer_ids)
    for answer_id, kind in Doubt.objects.filter(member=viewer, answer__in=answer_ids).values_list("answer_id", "kind"):
        doubts[answer_id].add(kind)
    return {mark.answer_id: mark for mark in marks}, doubts


def _threads(
    viewer: Any, question: Question, answers: dict[int, Answer], *, only: Answer | None = None
) -> dict[int | None, Thread]:
    """The first comments under the question (None) and under each answer, oldest first, in one query."""
    visible = Comment.objects.visible_to(viewer).filter(question=question).exclude(state=State.MERGED).select_related("author")
    under = Q(answer=only) if only else Q(answer=None) | Q(answer__in=list(answers))
    each = visible.filter(under).annotate(
        nth=Window(RowNumber(), partition_by="answer", order_by=[F("published_at").asc(), F("pk").asc()]),
        total=Window(Count("pk"), partition_by="answer"),
    )
    threads: dict[int | None, Thread] = defaultdict(Thread)
    for comment in each.filter(nth__lte=COMMENTS_SHOWN).order_by("answer", "nth"):
        thread = threads[comment.answer_id]
        thread.seen.append(see_comment(viewer, question, comment, answers.get(comment.answer_id or 0)))
        thread.more = comment.total - len(thread.seen)
    return threads


def see_comment(viewer: Any, question: Question, comment: Comment, answer: Answer | None) -> CommentSeen:
    comment.question, comment.answer = question, answer
    return CommentSeen(comment=comment, may=verdicts(viewer, comment, ON_TEXT), own=comment.is_by(viewer))


def all_comments(viewer: Any, under: Question | Answer) -> list[CommentSeen]:
    """Every comment under one text, oldest first."""
    question, answer = (under, None) if isinstance(under, Question) else (under.question, under)
    visible = Comment.objects.visible_to(viewer).filter(question=question, answer=answer).exclude(state=State.MERGED)
    rows: Iterable[Comment] = visible.select_related("author").order_by("published_at", "pk")
    return [see_comment(viewer, question, comment, answer) for comment in rows]


def _says_me_too(viewer: Any, question: Question) -> bool:
    return viewer.is_authenticated and MeToo.objects.filter(member=viewer, question=question).exists()


def _links(viewer: Any, question: Question) -> dict[str, list[Question]]:
    """Duplicate and linked questions the viewer may open; a closed question says of which it is a duplicate before all."""
    links: dict[str, list[Question]] = defaultdict(list)
    rows = question.links.filter(target__in=Question.objects.visible_to(viewer)).exclude(target__state=State.MERGED)
    texts = [f"{path}__{name}" for path in ("target", "target__accepted") for name in ("body", "html")]
    rows = rows.select_related("target__accepted").defer(*texts).order_by("kind", "-target__helped_count")
    for link in rows[:LINKS_SHOWN]:
        links[link.kind].append(link.target)
    return links
