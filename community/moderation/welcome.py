"""What newcomers wrote first, for who greets them. Reads only, and a number of queries that does not grow."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from community import clock
from community.events.models import Event
from community.forum.models import Answer, Question
from community.members.models import Member, shown

from .queue import EXCERPT, PAGE

NEW = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class First:
    """A newcomer's first text. `answered`: somebody has answered the question, or said that the answer helped."""

    member: Member
    text: Any
    question: Question
    answered: bool

    @property
    def is_question(self) -> bool:
        return isinstance(self.text, Question)

    @property
    def excerpt(self) -> str:
        return str(self.text.body)[:EXCERPT]


def page_of(*, before: int | None = None) -> tuple[list[First], int]:
    """(who joined last first, each with their first public text; the last one's id where there are more, else 0)"""
    joined = Event.objects.filter(name="member.joined", occurred_at__gte=clock.now() - NEW).values("subject")
    people = Member.objects.people().filter(pk__in=joined, is_staff=False)
    people = people.annotate(question=_first(Question), answer=_first(Answer))
    people = people.filter(Q(question__isnull=False) | Q(answer__isnull=False)).order_by("-pk").only(*shown_own())
    found = list(people.filter(pk__lt=before)[: PAGE + 1] if before else people[: PAGE + 1])
    rows = _with_texts(found[:PAGE])
    return rows, found[PAGE - 1].pk if len(found) > PAGE else 0


def shown_own() -> list[str]:
    return [name.removeprefix("member__") for name in shown("member")]


def _first(kind: Any) -> Subquery:
    return Subquery(kind.objects.listed().filter(author=OuterRef("pk")).order_by("published_at", "pk").values("pk")[:1])


def _with_texts(people: list[Any]) -> list[First]:
    questions = Question.objects.in_bulk([one.question for one in people if one.question])
    answers = {row.pk: row for row in Answer.objects.select_related("question").filter(pk__in=[one.answer for one in people])}
    found = []
    for member in people:
        question, answer = questions.get(member.question), answers.get(member.answer)
        if answer and (question is None or answer.published_at < question.published_at):
            found.append(First(member=member, text=answer, question=answer.question, answered=answer.helped_count > 0))
        elif question:
            found.append(First(member=member, text=question, question=question, answered=question.answers_count > 0))
    return found
