"""Everything a question's page shows, read in a number of queries that does not grow with its answers.

What differs per viewer (their marks, what they may do) is laid over the loaded rows here, so that templates only draw.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import CharField, Count, F, PositiveSmallIntegerField, QuerySet, Value, Window
from django.db.models.base import ModelState
from django.db.models.functions import RowNumber
from django.utils.timezone import now

from community.frame.prepared import ask, kind_of
from community.members.models import shown

from .. import owning, promise, rules
from ..models import Answer, Comment, Mark, Product, Question, QuestionLink, State, Tag
from .asked import ON_QUESTION, Asked, Verdicts
from .own import OwnActs, own_acts

ANSWERS_SHOWN = 30
COMMENTS_SHOWN = 3
NOTES_QUOTED = 2
LINKS_SHOWN = 8
OVERLAP = 20
MANY = 60  # answers; beyond it only those shown are loaded whole
LINKED = ("title", "slug", "visibility", "state", "accepted__state")
LIGHT = ("pk", "author", "rank", "outdated_count", "helped_count", "ups", "published_at")


@dataclass(kw_only=True)
class CommentSeen:
    comment: Comment
    may: Verdicts
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
    may: Verdicts
    thread: Thread
    notes: list[Mark] = field(default_factory=list)
    notes_total: int = 0
    mark: Mark | None = None
    doubts: frozenset[str] = frozenset()
    owns: owning.Owns | None = None  # what its author chose to say

    @property
    def key(self) -> str:
        """What ids on the page are made of."""
        return f"a{self.answer.pk}"


@dataclass(kw_only=True)
class Page:
    question: Question
    own: bool
    may: Verdicts
    answers: list[AnswerSeen]
    more: int  # answers not shown
    official: Answer | None  # an official answer that does not stand first
    thread: Thread
    me_too: bool
    follows: bool
    drafted: bool  # the viewer has begun an answer
    owns: owning.Owns | None  # what the viewer may say in one
    related: list[Question]
    duplicates: list[Question]
    sort: str
    several: bool  # answers shown
    promise: promise.Promise | None  # what who asked still waits for
    read: "Read"
    drawn: dict[Any, Any] | None  # cards of it that are drawn already, where others read the same
    unpublished: bool  # the viewer has texts here that others do not see
    known: list[int]  # ids of the newest answers, shown or not: what is not among them later is new


@dataclass(kw_only=True)
class Read:
    """What was read of a question. Whoever has nothing of their own in it that others do not see reads the same."""

    answers: list[Answer]  # all that may be seen; whole, or LIGHT where there are more than MANY
    comments: list[Comment]  # the first ones under each text
    notes: dict[int, list[Mark]]
    links: dict[str, list[Question]]
    drawn: dict[Any, Any] = field(default_factory=dict)


def read_texts(viewer: Any, question: Question) -> Read:
    """Four queries."""
    return Read(
        answers=_answers(viewer, question),
        comments=_first_comments(viewer, question),
        notes=_notes(question),
        links=_links(viewer, question),
    )


def read_page(
    viewer: Any, question: Question, *, sort: str = "best", everything: bool = False, known: Read | None = None
) -> Page:
    """`known`: what somebody who sees nothing but public texts has read. It is read anew for who has others there."""
    own = own_acts(viewer, question)
    read = known if known and not own.unpublished else read_texts(viewer, question)
    shown, more, newest = _in_order(question, read.answers, sort, None if everything else ANSWERS_SHOWN)
    asked = Asked(viewer)
    threads = _threads(asked, question, {answer.pk: answer for answer in shown}, read.comments)
    seen = _seen(asked, question, shown, threads, own, read.notes)
    return Page(
        question=question,
        own=question.is_by(viewer),
        may=Verdicts(viewer, question, ON_QUESTION),
        answers=seen,
        more=more,
        official=next((a for a in shown[1:] if a.is_official and a.is_published), None),
        thread=threads[None],
        me_too=own.me_too,
        follows=own.follows,
        drafted=own.drafted,
        owns=owning.first_of(own.owned, question.products.all()) if own.owned else None,
        related=read.links.get(QuestionLink.LINKED, []),
        duplicates=read.links.get(QuestionLink.DUPLICATE, []),
        sort=sort,
        several=len(seen) > 1,
        promise=promise.given(viewer, question),
        known=newest,
        read=read,
        drawn=read.drawn if read is known else None,
        unpublished=own.unpublished,
    )


@dataclass(kw_only=True)
class Standing:
    """What the strips above a question say: whether it is closed, asked before or taken down, and who may change that."""

    own: bool
    may: Verdicts
    duplicates: list[Question]


def read_standing(viewer: Any, question: Question) -> Standing:
    links = _links(viewer, question) if question.is_closed else {}
    duplicates = links.get(QuestionLink.DUPLICATE, [])
    return Standing(own=question.is_by(viewer), may=Verdicts(viewer, question, ON_QUESTION), duplicates=duplicates)


def topics_of(question: Question, read: Read) -> set[str]:
    """Whatever its page shows, as community.frame.actions.note_change names it."""
    people = {question.author_id, question.accepted_by_id}
    people |= {text.author_id for text in (*read.answers, *read.comments)}
    people |= {note.member_id for notes in read.notes.values() for note in notes}
    questions = {question.pk, *(other.pk for others in read.links.values() for other in others)}
    return {"places", *(f"member:{pk}" for pk in people), *(f"question:{pk}" for pk in questions)}


def newer_answers(viewer: Any, question: Question, *, after: int, known: Collection[int]) -> list[int]:
    """Ids of answers the viewer may read that came after `after` and are not known, oldest first; a hundred at most.

    The last twenty before it are looked at again: with two writers, id 2 may be committed before id 1.
    """
    newer = Answer.objects.visible_to(viewer).filter(question=question, state=State.PUBLISHED, pk__gt=after - OVERLAP)
    ids = newer.exclude(author_id=viewer.pk).order_by("pk").values_list("pk", flat=True)
    return [pk for pk in ids if pk not in known][:100]


def read_answer(viewer: Any, answer: Answer) -> AnswerSeen:
    """One answer alone, for a fragment."""
    question, asked = answer.question, Asked(viewer)
    threads = _threads(asked, question, {answer.pk: answer}, _first_comments(viewer, question, only=answer))
    return _seen(asked, question, [answer], threads, own_acts(viewer, question), _notes(question))[0]


def _answers(viewer: Any, question: Question) -> list[Answer]:
    kind, number = kind_of(viewer)
    many = question.answers_count > MANY

    def visible(pk: int, viewer: int) -> QuerySet[Answer]:
        rows = Answer.objects.visible_to(kind(viewer)).filter(question=pk).exclude(state=State.MERGED)
        return rows.only(*LIGHT) if many else rows.for_page()

    return ask(visible, question.pk, number, shape=(kind, many))


def _in_order(question: Question, answers: list[Answer], sort: str, most: int | None) -> tuple[list[Answer], int, list[int]]:
    """The answers to show, best or newest first, how many are left out, and the newest ids. No query for up to MANY."""
    if sort == "newest":
        ordered = sorted(answers, key=lambda answer: (answer.published_at, answer.pk), reverse=True)
    else:
        ordered = rules.order_answers(answers, accepted_id=question.accepted_id, now=now())
    shown = ordered[:most]
    if question.answers_count > MANY:
        rows = Answer.objects.for_page().in_bulk([answer.pk for answer in shown])
        shown = [rows[answer.pk] for answer in shown]
    for answer in shown:
        answer.question = question
    return shown, len(ordered) - len(shown), sorted(answer.pk for answer in answers)[-OVERLAP:]


def _seen(
    asked: Asked,
    question: Question,
    answers: list[Answer],
    threads: dict[int | None, Thread],
    own: OwnActs,
    notes: dict[int, list[Mark]],
) -> list[AnswerSeen]:
    return [
        AnswerSeen(
            answer=answer,
            accepted=answer.pk == question.accepted_id,
            own=answer.author_id == asked.pk,
            may=asked.of_answer(answer),
            thread=threads[answer.pk],
            notes=notes.get(answer.pk, []),
            notes_total=notes[answer.pk][0].total if answer.pk in notes else 0,  # type: ignore[attr-defined]
            mark=own.marks.get(answer.pk),
            doubts=frozenset(own.doubts[answer.pk]),
            owns=owning.first_of({answer.owns_id: str(answer.owns_since)}, question.products.all()) if answer.owns_id else None,
        )
        for answer in answers
    ]


def public_notes() -> QuerySet[Mark]:
    """Notes their authors chose to show. A mark without a public note names nobody."""
    return (
        Mark.objects.filter(withdrawn_at=None, is_public=True, noted_at__isnull=False)
        .exclude(note="")
        .select_related("member")
        .only("answer", "note", "outcome", "noted_at", *shown("member"))
    )


def _notes(question: Question) -> dict[int, list[Mark]]:
    """The latest public notes of each of its answers, each with `total`."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for mark in ask(_latest_notes, question.pk):
        found[mark.answer_id].append(mark)
    return found


def _latest_notes(question_id: int) -> QuerySet[Mark]:
    each = public_notes().filter(answer__question=question_id)
    each = each.annotate(
        nth=Window(RowNumber(), partition_by="answer", order_by=[F("noted_at").desc(), F("pk").desc()]),
        total=Window(Count("pk"), partition_by="answer"),
    )
    return each.filter(nth__lte=NOTES_QUOTED).order_by("answer", "nth")


def _first_comments(viewer: Any, question: Question, *, only: Answer | None = None) -> list[Comment]:
    """The first comments under the question and under each answer, or under one, oldest first, each with `total`."""
    kind, number = kind_of(viewer)

    def first_ones(question_id: int, viewer: int, only_under: int) -> QuerySet[Comment]:
        visible = Comment.objects.visible_to(kind(viewer)).filter(question=question_id).exclude(state=State.MERGED)
        if only:
            visible = visible.filter(answer=only_under)
        each = visible.for_page().annotate(
            nth=Window(RowNumber(), partition_by="answer", order_by=[F("published_at").asc(), F("pk").asc()]),
            total=Window(Count("pk"), partition_by="answer"),
        )
        return each.filter(nth__lte=COMMENTS_SHOWN).order_by("answer", "nth")

    return ask(first_ones, question.pk, number, only.pk if only else 0, shape=(kind, only is None))


def _threads(
    asked: Asked, question: Question, answers: dict[int, Answer], comments: Iterable[Comment]
) -> dict[int | None, Thread]:
    """The comments under the question (None) and under each of these answers."""
    threads: dict[int | None, Thread] = defaultdict(Thread)
    for comment in comments:
        if comment.answer_id and comment.answer_id not in answers:
            continue
        thread = threads[comment.answer_id]
        thread.seen.append(see_comment(asked, question, comment, answers.get(comment.answer_id or 0)))
        thread.more = comment.total - len(thread.seen)  # type: ignore[attr-defined]
    return threads


def see_comment(asked: Asked, question: Question, comment: Comment, answer: Answer | None) -> CommentSeen:
    comment.question, comment.answer = question, answer
    return CommentSeen(comment=comment, may=asked.of_comment(comment), own=comment.author_id == asked.pk)


def all_comments(viewer: Any, under: Question | Answer) -> list[CommentSeen]:
    """Every comment under one text, oldest first."""
    question, answer = (under, None) if isinstance(under, Question) else (under.question, under)
    visible = Comment.objects.visible_to(viewer).filter(question=question, answer=answer).exclude(state=State.MERGED)
    rows: Iterable[Comment] = visible.for_page().order_by("published_at", "pk")
    asked = Asked(viewer)
    return [see_comment(asked, question, comment, answer) for comment in rows]


class Loaded(list[Any]):
    """What was read of a relation. It can only be looked at: to ask for something else of it raises."""


def read_places(questions: list[Question], *, tags: bool = True) -> None:
    """Products and tags of these questions, or their products alone (a list shows no more), in one query."""
    for question in questions:
        question._prefetched_objects_cache = {"products": Loaded()} | ({"tags": Loaded()} if tags else {})  # type: ignore[attr-defined]
    by_pk = {question.pk: question for question in questions}
    for question_id, which, *values in ask(_places if tags else _products, *by_pk) if by_pk else ():
        place = _place_of(Product, *values[:3]) if which == "products" else _place_of(Tag, *values[:3])
        by_pk[question_id]._prefetched_objects_cache[which].append(place)  # type: ignore[attr-defined]


def _place_of(model: type[Product] | type[Tag], pk: int, name: str, slug: str) -> Product | Tag:
    """As rows become objects in community.frame.prepared: without the constructor, for a list makes sixty."""
    place, state = model.__new__(model), ModelState()
    state.adding, state.db = False, connection.alias
    place.__dict__ = {"_state": state, "id": pk, "name": name, "slug": slug}
    return place


def _places(*question_ids: int) -> QuerySet[Any]:
    products = _of("products", "product", F("product__position"), question_ids)
    tags = _of("tags", "tag", Value(0, output_field=PositiveSmallIntegerField()), question_ids)
    return products.union(tags, all=True).order_by("position", "name")


def _products(*question_ids: int) -> QuerySet[Any]:
    return _of("products", "product", F("product__position"), question_ids).order_by("position", "name")


def _of(name: str, to: str, position: Any, question_ids: Iterable[int]) -> QuerySet[Any]:
    rows = getattr(Question, name).through.objects.filter(question__in=question_ids)
    which = Value(name, output_field=CharField())
    rows = rows.annotate(which=which, place=F(f"{to}_id"), name=F(f"{to}__name"), slug=F(f"{to}__slug"), position=position)
    return rows.values_list("question_id", "which", "place", "name", "slug", "position")


def _links(viewer: Any, question: Question) -> dict[str, list[Question]]:
    """Duplicate and linked questions the viewer may open; a closed question says of which it is a duplicate before all."""
    kind, number = kind_of(viewer)

    def visible(question_id: int, viewer: int) -> QuerySet[QuestionLink]:
        rows = QuestionLink.objects.filter(question=question_id, target__in=Question.objects.visible_to(kind(viewer)))
        rows = rows.exclude(target__state=State.MERGED).select_related("target__accepted")
        rows = rows.only("question", "kind", *(f"target__{name}" for name in LINKED))
        return rows.order_by("kind", "-target__helped_count")[:LINKS_SHOWN]

    links: dict[str, list[Question]] = defaultdict(list)
    for link in ask(visible, question.pk, number, shape=kind):
        links[link.kind].append(link.target)
    return links
