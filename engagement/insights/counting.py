"""What the days' rows should say, from the rows of the other rooms. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import get_default_timezone, make_aware

from community.forum.models import Mark, Question, State
from community.members.models import Member
from engagement.referrals.models import Referral
from engagement.referrals.rules import State as ReferralState

from .models import as_row

Key = tuple[date, int | None]  # (day, product id or None for everything)
Counts = dict[Key, dict[str, int]]
FOUND_HELP = (ReferralState.QUALIFIED, ReferralState.HELD, ReferralState.REWARDED)
A_DAY, A_WEEK = timedelta(hours=24), timedelta(days=7)


def start_of(day: date) -> datetime:
    """When the day begins where the site is."""
    return make_aware(datetime.combine(day, time.min), get_default_timezone())


def day_of(moment: datetime) -> date:
    return moment.astimezone(get_default_timezone()).date()


def count(days: Collection[date]) -> Counts:
    """{(day, product id or None): {column: number}} for these days; what has no row has nothing to say."""
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    for first, last in _runs(days):
        span = (start_of(first), start_of(last + timedelta(days=1)))
        for key, counts in _of(span):
            found[key].update(counts)
    return {key: as_row(counts) for key, counts in found.items() if any(counts.values())}


def _runs(days: Collection[date]) -> Iterator[tuple[date, date]]:
    """Days that follow each other, as (first, last)."""
    first = last = None
    for day in sorted(set(days)):
        if first is not None and last is not None and day != last + timedelta(days=1):
            yield first, last
            first = day
        first, last = first or day, day
    if first is not None and last is not None:
        yield first, last


def _of(span: tuple[datetime, datetime]) -> Iterator[tuple[Key, dict[str, int]]]:
    asked = Question.objects.listed().filter(by_staff=False)
    yield from _each(asked, "published_at", span, both=True, **_ASKED)
    solved = Question.objects.listed().filter(accepted__state=State.PUBLISHED)
    yield from _each(solved, "accepted_at", span, both=True, **_ACCEPTED)
    marks = Mark.objects.filter(withdrawn_at=None, answer__state=State.PUBLISHED)
    marks = marks.filter(answer__question__state=State.PUBLISHED, answer__question__visibility="public")
    yield from _each(marks.exclude(member=F("answer__question__author")), "at", span, found=Count("pk"))
    members = Member.objects.filter(merged_into=None, claimed_at__isnull=False)
    yield from _each(members, "claimed_at", span, joined=Count("pk"))
    friends = Referral.objects.joined()
    yield from _each(friends, "verified_at", span, invited=Count("pk"))
    yield from _each(friends.filter(state__in=FOUND_HELP), "qualified_at", span, qualified=Count("pk"))
    yield from _each(friends.filter(state=ReferralState.REWARDED), "rewarded_at", span, rewarded=Count("pk"))


_ASKED = {
    "asked": Count("pk"),
    "answered": Count("pk", filter=Q(first_answer_at__isnull=False)),
    "in_day": Count("pk", filter=Q(first_answer_at__lte=F("published_at") + A_DAY)),
    "in_week": Count("pk", filter=Q(accepted__state=State.PUBLISHED, accepted_at__lte=F("published_at") + A_WEEK)),
}
_ACCEPTED = {
    "by_members": Count("pk", filter=Q(accepted__by_staff=False)),
    "by_team": Count("pk", filter=Q(accepted__by_staff=True)),
}


def _each(
    rows: QuerySet[Any], moment: str, span: tuple[datetime, datetime], *, both: bool = False, **counts: Any
) -> Iterable[tuple[Key, dict[str, int]]]:
    """The counts of each day by the time in the column `moment`; `both`: also by product."""
    within = rows.filter(**{f"{moment}__gte": span[0], f"{moment}__lt": span[1]})
    dated = within.annotate(on=TruncDate(moment, tzinfo=get_default_timezone())).order_by()
    for row in dated.values("on").annotate(**counts):
        yield (row.pop("on"), None), row
    if both:
        for row in dated.filter(products__isnull=False).values("on", "products").annotate(**counts):
            yield (row.pop("on"), row.pop("products")), row
