"""What a figure is, and the measures it is made of: sums of days, waits of questions, counts of people."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum

from community import clock
from community.forum.models import Answer, Helped, Question, State
from community.members.models import Member
from engagement.referrals.models import Referral
from engagement.referrals.rules import State as ReferralState

from . import rules
from .counting import day_of, start_of
from .models import COUNTS, Day

WEEK = timedelta(days=7)
ACTIVE = timedelta(days=90)
ADVOCATE = 10  # people helped


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole days from `start` until before `end`."""

    start: date
    end: date

    @classmethod
    def of(cls, weeks: int, *, until: date | None = None) -> "Period":
        """So many weeks until yesterday."""
        end = until or day_of(clock.now())
        return cls(start=end - weeks * WEEK, end=end)

    @property
    def weeks(self) -> int:
        return (self.end - self.start).days // 7

    @property
    def before(self) -> "Period":
        return Period(start=self.start - (self.end - self.start), end=self.start)

    def shifted(self, days: int) -> "Period":
        """As long, so many days earlier: so that what is counted had its time to happen."""
        return Period(start=self.start - timedelta(days=days), end=self.end - timedelta(days=days))

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return start_of(self.start), start_of(self.end)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number. `kind`: count, share (0 to 1) or minutes; `value` None where it is of too few people or has not come yet.

    `goal` is in the figure's own unit, for the whole time. `low` and `high` are its 95 % interval.
    """

    key: str
    kind: str
    value: float | None
    before: float | None = None
    low: float | None = None
    high: float | None = None
    goal: float | None = None
    of: int = 0
    few: bool = False
    less_is_better: bool = False

    @property
    def change(self) -> float | None:
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def is_better(self) -> bool | None:
        if not self.change:
            return None
        return (self.change > 0) != self.less_is_better

    @property
    def is_met(self) -> bool | None:
        if self.goal is None or self.value is None:
            return None
        return self.value <= self.goal if self.less_is_better else self.value >= self.goal


def count_figure(key: str, value: int, before: int, **more: Any) -> Figure:
    """A number of people: below ten it is not said."""
    few = 0 < value < rules.FEWEST
    return Figure(key=key, kind="count", value=None if few else value, before=None if few else before, of=value, few=few, **more)


def share_figure(key: str, part: int, whole: int, before: tuple[int, int], *, people: int | None = None, **more: Any) -> Figure:
    """part of whole, asked or given by so many people (as many as `whole` where each is another)."""
    if min(whole, whole if people is None else people) < rules.FEWEST:
        return Figure(key=key, kind="share", value=None, of=whole, few=True, **more)
    low, high = rules.wilson(part, whole)
    earlier = before[0] / before[1] if before[1] >= rules.FEWEST else None
    return Figure(key=key, kind="share", value=part / whole, before=earlier, low=low, high=high, of=whole, **more)


@dataclass(frozen=True)
class Waited:
    """Questions of members and how long each waited for somebody else's first answer; those still waiting until now."""

    ended: list[float] = field(default_factory=list)  # minutes
    cut: list[float] = field(default_factory=list)
    askers: set[int] = field(default_factory=set)

    def add(self, author: int, asked: datetime, answered: datetime | None, now: datetime) -> None:
        minutes = max(((answered or now) - asked).total_seconds() / 60, 0.0)
        (self.cut if answered is None else self.ended).append(minutes)
        self.askers.add(author)

    @cached_property
    def steps(self) -> list[rules.Step]:
        return rules.kaplan_meier(self.ended, self.cut)

    def figure(self, key: str, before: "Waited", **more: Any) -> Figure:
        """The median wait, those still waiting counted as waiting on (Kaplan-Meier)."""
        few = len(self.askers) < rules.FEWEST
        value = None if few else rules.median(self.steps)
        earlier = rules.median(before.steps) if len(before.askers) >= rules.FEWEST else None
        low, high = rules.median_interval(self.steps) if value is not None else (None, None)
        return Figure(
            key=key, kind="minutes", value=value, before=earlier, low=low, high=high, of=len(self.ended) + len(self.cut),
            few=few, less_is_better=True, **more,
        )  # fmt: skip


def waits(period: Period) -> dict[int | None, Waited]:
    """How long the questions of the time waited, of everything (None) and by product."""
    now = clock.now()
    start, end = period.moments
    asked = Question.objects.listed().filter(by_staff=False, published_at__gte=start, published_at__lt=end)
    found: dict[int | None, Waited] = defaultdict(Waited)
    columns = asked.values_list("pk", "author_id", "published_at", "first_answer_at")
    rows = {pk: (author, at, answered) for pk, author, at, answered in columns}
    for author, at, answered in rows.values():
        found[None].add(author, at, answered, now)
    about = Question.products.through.objects.filter(question__in=asked).values_list("question_id", "product_id")
    for question, product in about:
        author, at, answered = rows[question]
        found[product].add(author, at, answered, now)
    return found


def sums(period: Period, product: int | None = None) -> dict[str, int]:
    """What the days of the time add up to."""
    rows = Day.objects.filter(day__gte=period.start, day__lt=period.end, product=product)
    return {name: number or 0 for name, number in rows.aggregate(**{name: Sum(name) for name in COUNTS}).items()}


def helped(period: Period) -> int:
    """People helped: pairs that stand, each once for ever, since the time."""
    start, end = period.moments
    return Helped.objects.filter(ended_at=None, since__gte=start, since__lt=end).count()


def carriers(period: Period) -> list[tuple[int, int]]:
    start, end = period.moments
    solved = Question.objects.listed().filter(accepted_at__gte=start, accepted_at__lt=end, accepted__state=State.PUBLISHED)
    rows = Answer.objects.filter(pk__in=solved.values("accepted"), by_staff=False).values_list("author_id").order_by()
    return sorted(rows.annotate(n=Count("pk")), key=lambda row: (-row[1], row[0]))


def joined(until: datetime) -> int:
    return Member.objects.filter(merged_into=None, erased_at=None, is_staff=False, claimed_at__lt=until).count()


def asking(until: datetime) -> int:
    rows = Question.objects.listed().filter(by_staff=False, published_at__gte=until - ACTIVE, published_at__lt=until)
    return rows.aggregate(n=Count("author", distinct=True))["n"]


def helping(until: datetime) -> int:
    rows = Helped.objects.filter(ended_at=None, since__gte=until - ACTIVE, since__lt=until, helper__is_staff=False)
    return rows.aggregate(n=Count("helper", distinct=True))["n"]


def advocates(*, until: datetime | None = None) -> Any:
    """Members who helped ten people and brought a friend who found help; as it was at a moment, when one is given."""
    brought = Referral.objects.filter(advocate=OuterRef("pk"), state=ReferralState.REWARDED)
    people = Member.objects.people().filter(is_staff=False)
    if until is None:
        return people.filter(Exists(brought), people_helped__gte=ADVOCATE)
    pairs = Helped.objects.filter(ended_at=None, since__lt=until).values("helper").annotate(n=Count("pk"))
    return people.filter(Exists(brought.filter(rewarded_at__lt=until)), pk__in=pairs.filter(n__gte=ADVOCATE).values("helper"))
