"""What a figure is, and the measures it is made of: sums of days, counts of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from community import clock
from community.forum.models import Helped, Question, State
from community.members.models import Member
from engagement.cases.models import Survey
from engagement.cases.rules import DETRACTORS, PROMOTERS
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
    """One number. `kind`: count, share (0 to 1), points (-1 to 1) or minutes.

    `value` is None where it is of too few people or has not come yet.
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
    def interval_of(self) -> bool:
        """Whether the number is a part of those it is of."""
        return self.kind in ("share", "points")

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


Both = tuple[int, int]  # in the time, and in the time before


def recommending(period: Period) -> tuple[int, int, int]:
    """(promoters, detractors, people) among those who said in the time whether they would recommend us; of each the last word."""
    start, end = period.moments
    rows = Survey.objects.filter(kind=Survey.Kind.RECOMMEND, score__isnull=False, answered_at__gte=start, answered_at__lt=end)
    last = rows.filter(~Exists(rows.filter(member=OuterRef("member"), pk__gt=OuterRef("pk"))))
    for_us, against = Count("pk", filter=Q(score__gte=PROMOTERS)), Count("pk", filter=Q(score__lte=DETRACTORS))
    found = last.aggregate(for_us=for_us, against=against, people=Count("pk"))
    return found["for_us"], found["against"], found["people"]


def recommend_figure(now: tuple[int, int, int], before: tuple[int, int, int], **more: Any) -> Figure:
    if now[2] < rules.FEWEST:
        return Figure(key="recommend", kind="points", value=None, of=now[2], few=True, **more)
    value, low, high = rules.net_promoters(*now)
    earlier = rules.net_promoters(*before)[0] if before[2] >= rules.FEWEST else None
    return Figure(key="recommend", kind="points", value=value, before=earlier, low=low, high=high, of=now[2], **more)


def sums(rows: Iterable[dict[str, Any]], period: Period) -> dict[str, int]:
    """What the days of the time add up to; `rows` as `days_of` reads them."""
    within = [row for row in rows if period.start <= row["day"] < period.end]
    return {name: sum(row[name] for row in within) for name in COUNTS}


def days_of(period: Period) -> list[dict[str, Any]]:
    """The days of everything, from the time before on, and the one more that `shifted(1)` looks at."""
    rows = Day.objects.filter(day__gte=period.before.start - timedelta(days=1), day__lt=period.end, product=None)
    return list(rows.values("day", *COUNTS))


def in_both(rows: QuerySet[Any], moment: str, period: Period, what: str = "pk", *, distinct: bool = False) -> Both:
    """How many rows, or different values of a column, have their moment in the time and in the time before."""
    now, before = (_between(moment, *one.moments) for one in (period, period.before))
    return _counted(rows, now, before, what, distinct=distinct)


def _between(moment: str, start: datetime, end: datetime) -> Q:
    return Q(**{f"{moment}__gte": start, f"{moment}__lt": end})


def _counted(rows: QuerySet[Any], now: Q, before: Q, what: str, *, distinct: bool) -> Both:
    numbers = {name: Count(what, distinct=distinct, filter=when) for name, when in (("now", now), ("before", before))}
    found = rows.filter(now | before).order_by().aggregate(**numbers)
    return found["now"], found["before"]


def helped(period: Period) -> Both:
    """People helped: pairs that stand, each once for ever, since the time."""
    return in_both(Helped.objects.filter(ended_at=None), "since", period)


def carriers(period: Period) -> list[tuple[int, int, int]]:
    """(member, accepted answers in the time, and before), the most first; the team left out."""
    now, before = (_between("accepted_at", *one.moments) for one in (period, period.before))
    solved = Question.objects.listed().filter(accepted__isnull=False, accepted__state=State.PUBLISHED, accepted__by_staff=False)
    rows = solved.filter(now | before).values_list("accepted__author").order_by()
    counted = rows.annotate(now=Count("pk", filter=now), before=Count("pk", filter=before))
    return sorted(counted, key=lambda row: (-row[1], row[0]))


def joined(now: datetime, then: datetime) -> Both:
    rows = Member.objects.filter(merged_into=None, erased_at=None, is_staff=False)
    return _counted(rows, Q(claimed_at__lt=now), Q(claimed_at__lt=then), "pk", distinct=False)


def asking(now: datetime, then: datetime) -> Both:
    rows = Question.objects.listed().filter(by_staff=False)
    return _lately(rows, "published_at", now, then, "author")


def helping(now: datetime, then: datetime) -> Both:
    rows = Helped.objects.filter(ended_at=None).exclude(helper__in=Member.objects.filter(is_staff=True))
    return _lately(rows, "since", now, then, "helper")


def _lately(rows: QuerySet[Any], moment: str, now: datetime, then: datetime, who: str) -> Both:
    """Different people of the last 90 days, at both moments."""
    recent, earlier = (_between(moment, until - ACTIVE, until) for until in (now, then))
    return _counted(rows, recent, earlier, who, distinct=True)


def advocates(*, until: datetime | None = None) -> Any:
    """Members who helped ten people and brought a friend who found help; as it was at a moment, when one is given."""
    brought = Referral.objects.filter(advocate=OuterRef("pk"), state=ReferralState.REWARDED)
    people = Member.objects.people().filter(is_staff=False)
    if until is None:
        return people.filter(Exists(brought), people_helped__gte=ADVOCATE)
    inviting = Referral.objects.filter(state=ReferralState.REWARDED, rewarded_at__lt=until).values("advocate")
    pairs = Helped.objects.filter(ended_at=None, since__lt=until, helper__in=inviting).values("helper").annotate(n=Count("pk"))
    return people.filter(pk__in=pairs.filter(n__gte=ADVOCATE).values("helper"))
