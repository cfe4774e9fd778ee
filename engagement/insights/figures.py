"""The figures as the brand's team reads them: each with what it was before, its interval, its goal and how many people it is of.

Shares and medians of fewer than ten people are not said, nor are counts of people under ten (`rules.FEWEST`). Reads only:
sums from the days' rows, medians from the questions of the time itself, since no sum of medians is a median.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, Sum

from community import clock
from community.forum.models import Helped, Product, Question
from community.members.models import Member
from engagement.loyalty.models import Order
from engagement.referrals.models import Code, Referral
from engagement.referrals.rules import State as ReferralState

from . import rules
from .counting import start_of
from .measures import (
    WEEK,
    Figure,
    Period,
    advocates,
    asking,
    carriers,
    count_figure,
    days_of,
    helped,
    helping,
    joined,
    recommend_figure,
    recommending,
    share_figure,
    sums,
)
from .models import Day, Goal
from .waiting import Waited, Waits, waits

PERIODS = (4, 12, 26, 52)  # weeks
NOT_BUYING = timedelta(days=365)
FEW_ROWS = 8  # of a list on the page; the file has all


@dataclass(frozen=True, kw_only=True)
class Week:
    start: date
    by_members: int
    by_team: int


@dataclass(frozen=True, kw_only=True)
class Need:
    """A product and how its owners are helped. `weekly` are questions a week; `few`: of fewer than ten people."""

    product: Product
    asked: int
    asked_before: int
    solved: Figure
    first: Figure
    weekly: list[int]
    few: bool


class Board:
    """Everything the page shows about a time. Each part is read when it is first asked for."""

    def __init__(self, period: Period) -> None:
        self.period = period

    @cached_property
    def goals(self) -> dict[str, int]:
        return Goal.all_of()

    def goal(self, key: str, scale: float = 1.0) -> float | None:
        return self.goals[key] * scale if key in self.goals else None

    @cached_property
    def days(self) -> list[dict[str, Any]]:
        return days_of(self.period)

    @cached_property
    def sums(self) -> dict[str, int]:
        return sums(self.days, self.period)

    @cached_property
    def before(self) -> dict[str, int]:
        return sums(self.days, self.period.before)

    @cached_property
    def waits(self) -> Waits:
        return waits(self.period)

    # --- the row of figures ---

    @cached_property
    def figures(self) -> list[Figure]:
        weeks, (now, before) = self.period.weeks, self.waits[None]
        return [
            count_figure("helped", *helped(self.period), goal=self.goal("helped", weeks)),
            self.in_day,
            self._by_members(),
            now.figure("first", before, goal=self.goal("first")),
            count_figure("friends", self.sums["qualified"], self.before["qualified"], goal=self.goal("friends", weeks)),
            count_figure("found", self.sums["found"], self.before["found"], goal=self.goal("found", weeks)),
            self.recommend,
        ]

    @cached_property
    def recommend(self) -> Figure:
        """Of those who were asked and answered in the time."""
        goal = self.goal("recommend", 0.01)
        return recommend_figure(recommending(self.period), recommending(self.period.before), goal=goal)

    @cached_property
    def in_day(self) -> Figure:
        """Of questions a day old at least."""
        then, earlier = (sums(self.days, period.shifted(1)) for period in (self.period, self.period.before))
        people = self.waits[None][0].askers
        before = (earlier["in_day"], earlier["asked"])
        return share_figure("in_day", then["in_day"], then["asked"], before, people=people, goal=self.goal("in_day", 0.01))

    def _by_members(self) -> Figure:
        now, before = self.sums, self.before
        earlier = (before["by_members"], before["by_members"] + before["by_team"])
        whole = now["by_members"] + now["by_team"]
        return share_figure("by_members", now["by_members"], whole, earlier, goal=self.goal("by_members", 0.01))

    # --- who answers ---

    @cached_property
    def weekly(self) -> list[Week]:
        """Accepted answers of each week, the earliest first."""
        members: Counter[int] = Counter()
        team: Counter[int] = Counter()
        for row in self.days:
            place = (row["day"] - self.period.start).days // 7  # below 0 for the time before
            members[place] += row["by_members"]
            team[place] += row["by_team"]
        return [
            Week(start=self.period.start + place * WEEK, by_members=members[place], by_team=team[place])
            for place in range(self.period.weeks)
        ]

    @cached_property
    def _carriers(self) -> list[tuple[int, int, int]]:
        return carriers(self.period)

    @cached_property
    def carriers(self) -> list[tuple[int, int]]:
        """(member id, accepted answers in the time), the most first; the team left out."""
        return [(pk, now) for pk, now, _before in self._carriers if now]

    @cached_property
    def top(self) -> Figure:
        """What the most active fifth of those with an accepted answer gave of all."""
        amounts = [n for _pk, n in self.carriers]
        earlier = [before for _pk, _now, before in self._carriers if before]
        goal = self.goal("top", 0.01)
        if len(amounts) < rules.FEWEST:
            return Figure(key="top", kind="share", value=None, of=len(amounts), few=True, goal=goal, less_is_better=True)
        before = rules.share_of_top(earlier) if len(earlier) >= rules.FEWEST else None
        value = rules.share_of_top(amounts)
        return Figure(key="top", kind="share", value=value, before=before, of=len(amounts), goal=goal, less_is_better=True)

    @cached_property
    def evenness(self) -> dict[str, Any]:
        """Gini, the curve, and the smallest part of the members who gave four fifths. Empty for fewer than ten people."""
        amounts = [n for _pk, n in self.carriers]
        if len(amounts) < rules.FEWEST:
            return {}
        fewest = rules.fewest_for(amounts)
        given = sum(sorted(amounts, reverse=True)[:fewest]) / sum(amounts)
        return {
            "gini": rules.gini(amounts), "points": rules.points(amounts), "people": fewest, "of": len(amounts),
            "part": fewest / len(amounts), "given": given,
        }  # fmt: skip

    # --- friends ---

    @cached_property
    def journey(self) -> list[Figure]:
        """Joined by an invitation, found help, recognised."""
        names = (("invited", "invited"), ("friends", "qualified"), ("rewarded", "rewarded"))
        weeks = self.period.weeks
        return [
            count_figure(key, self.sums[name], self.before[name], goal=self.goal(key, weeks) if key == "friends" else None)
            for key, name in names
        ]

    @cached_property
    def held(self) -> int:
        return Referral.objects.filter(state=ReferralState.HELD).count()

    @cached_property
    def inviting(self) -> int:
        """Members with an invitation that is open."""
        return Code.objects.filter(paused_at=None).count()

    # --- products ---

    @cached_property
    def needs(self) -> list[Need]:
        """Products with questions in the time, those where the smallest part was solved first; those of few people last."""
        counts, weekly = self._by_product(), self._weekly_by_product()
        found = []
        for product in Product.objects.filter(pk__in=[pk for pk, n in counts.items() if n["asked_now"]]):
            n, (now, before) = counts[product.pk], self.waits.get(product.pk, (Waited(), Waited()))
            earlier = (n["solved_earlier"], n["asked_earlier"])
            found.append(
                Need(
                    product=product, asked=n["asked_now"], asked_before=n["asked_before"], weekly=weekly[product.pk],
                    solved=share_figure("in_week", n["solved_then"], n["asked_then"], earlier, people=now.askers),
                    first=now.figure("first", before), few=now.askers < rules.FEWEST,
                )
            )  # fmt: skip
        return sorted(found, key=lambda need: (need.few, 1 if need.solved.value is None else need.solved.value, -need.asked))

    def _by_product(self) -> dict[int, Any]:
        """What was asked now and before, and of what is a week old (then, earlier) how much was solved within one."""
        now, before = self.period, self.period.before
        times = {"now": now, "before": before, "then": now.shifted(7), "earlier": before.shifted(7)}
        numbers: dict[str, Any] = {}
        for name, period in times.items():
            within = Q(day__gte=period.start, day__lt=period.end)
            numbers |= {f"asked_{name}": Sum("asked", filter=within, default=0)}
            numbers |= {f"solved_{name}": Sum("in_week", filter=within, default=0)}
        rows = Day.objects.filter(day__gte=times["earlier"].start, day__lt=now.end, product__isnull=False)
        return {row["product"]: row for row in rows.values("product").order_by().annotate(**numbers)}

    def _weekly_by_product(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(lambda: [0] * self.period.weeks)
        rows = Day.objects.filter(day__gte=self.period.start, day__lt=self.period.end, product__isnull=False)
        for product, day, asked in rows.values_list("product_id", "day", "asked"):
            found[product][(day - self.period.start).days // 7] += asked
        return found

    # --- people on their way ---

    @cached_property
    def stages(self) -> list[Figure]:
        now, then = (start_of(day) for day in (self.period.end, self.period.start))
        return [
            count_figure("joined", *joined(now, then)),
            count_figure("asking", *asking(now, then)),
            count_figure("helping", *helping(now, then)),
            count_figure("advocates", advocates().count(), advocates(until=then).count()),
        ]

    @cached_property
    def not_buying(self) -> tuple[int, int]:
        """Advocates who have bought nothing for a year, and the people they have helped; (0, 0) for fewer than ten."""
        bought = Order.objects.filter(member=OuterRef("pk"), placed_at__gte=clock.now() - NOT_BUYING)
        found = advocates().filter(~Exists(bought)).aggregate(people=Count("pk"), helped=Sum("people_helped"))
        return (found["people"], found["helped"]) if found["people"] >= rules.FEWEST else (0, 0)

    # --- what asks for an act ---

    @cached_property
    def first_helpers(self) -> list[Member]:
        """Who helped somebody for the first time in the last seven days; members, not the team."""
        since = clock.now() - WEEK
        lately = Helped.objects.filter(ended_at=None, since__gte=since).values("helper")
        firsts = Helped.objects.filter(ended_at=None, helper__in=lately).values("helper").annotate(first=Min("since"))
        ids = list(firsts.filter(first__gte=since).values_list("helper", flat=True))
        return list(Member.objects.people().filter(pk__in=ids, is_staff=False).order_by("-people_helped", "pk"))

    @cached_property
    def not_found(self) -> list[Question]:
        """Open questions that most members have too: asked for, and not found. At most a file's worth."""
        rows = Question.objects.listed().filter(accepted=None, closed_at=None, me_too_count__gt=0)
        return list(
            rows.only("title", "slug", "me_too_count", "answers_count", "published_at").order_by("-me_too_count", "-pk")[:200]
        )

    @cached_property
    def waiting(self) -> int:
        """Questions that nobody has answered for a day."""
        return Question.objects.listed().waiting().filter(published_at__lt=clock.now() - timedelta(days=1)).count()


def week_before(monday: date) -> dict[str, Any]:
    """What WeekSummed says of the week that ended with the day before."""
    board = Board(Period.of(1, until=monday))
    share = board.in_day.value
    return {
        "helped": helped(board.period)[0],
        "asked": board.sums["asked"],
        "in_day": -1 if share is None else round(share * 100),
        "waiting": board.waiting,
    }
