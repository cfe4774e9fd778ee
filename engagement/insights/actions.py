"""Everything that is counted, wished for and told. The only writes to this room's tables."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.events.models import Event
from community.forum.models import Mark, Question
from community.members.models import BRAND_TEAM, OWNERS, Member
from community.verdict import require
from engagement.referrals.models import Referral

from . import counting, figures, policy
from .events import WeekSummed
from .models import Day, Figures, Goal, Upto

LOOKED_AT = 5_000  # facts of one turn
BACK = 500  # facts looked at again: one with a smaller number may be committed later
DAYS = 60  # counted in one transaction
Progress = Callable[[int, int], None]
HIDES = ("hidden", "restored", "deleted", "merged", "moved")  # how facts end after which marks count or no longer do


def follow_facts() -> int:
    """Count the days again that facts have touched since the last time; how many days. Bounded: the next turn goes on."""
    upto = Upto.objects.get_or_create(pk=1)[0]
    events = list(Event.objects.filter(pk__gt=upto.event_id - BACK).order_by("pk")[: LOOKED_AT + BACK])
    if not events or events[-1].pk == upto.event_id:
        return 0
    days = sorted(touched_by(events))
    for i in range(0, len(days), DAYS):
        count_days(days[i : i + DAYS])
    Upto.objects.filter(pk=1, event_id__lt=events[-1].pk).update(event_id=events[-1].pk, counted_at=clock.now())
    return len(days)


def touched_by(events: Iterable[Event]) -> set[date]:
    """The days whose counts these facts may have changed: their own, their questions', and those of what they take back."""
    events = list(events)
    moments = {event.occurred_at for event in events}
    questions = {event.question_id for event in events if event.question_id}
    for pair in Question.objects.filter(pk__in=questions).values_list("published_at", "accepted_at"):
        moments.update(filter(None, pair))
    hidden = {event.question_id for event in events if event.question_id and event.name.endswith(HIDES)}
    merged = {
        event.subject_id for event in events if event.name == "member.merged"
    }  # their marks may be on their own question now
    marks = Mark.objects.filter(Q(answer__question__in=hidden) | Q(member__in=merged))
    moments.update(marks.values_list("at", flat=True))
    back = {event.reverses_source_id for event in events if event.reverses_source_id}
    moments.update(Event.objects.filter(source_id__in=back).values_list("occurred_at", flat=True))
    people = {event.subject_id for event in events if event.name.startswith(("referral.", "member."))}
    own = Referral.objects.filter(Q(friend__in=people) | Q(advocate__in=people))
    for some in own.values_list("verified_at", "qualified_at", "rewarded_at"):
        moments.update(filter(None, some))
    moments.update(filter(None, Member.objects.filter(pk__in=people).values_list("claimed_at", flat=True)))
    return {counting.day_of(moment) for moment in moments}


@transaction.atomic
def count_days(days: Collection[date]) -> None:
    """Put what these days say in the place of what they said."""
    Upto.objects.get_or_create(pk=1)
    Upto.objects.select_for_update(no_key=True).get(pk=1)
    rows = [
        Day(day=day, product_id=product, **counts) for (day, product), counts in sorted(counting.count(days).items(), key=str)
    ]
    Day.objects.filter(day__in=days).delete()
    Day.objects.bulk_create(rows)


def back_fill(*, progress: Progress | None = None) -> int:
    """Count every day anew; how many. May be run, stopped and run again at any time. `progress(done, of)`."""
    reached = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    days = every_day()
    for i in range(0, len(days), DAYS):
        count_days(days[i : i + DAYS])
        if progress:
            progress(min(i + DAYS, len(days)), len(days))
    Upto.objects.get_or_create(pk=1)
    Upto.objects.filter(pk=1, event_id__lt=reached).update(event_id=reached, counted_at=clock.now())
    return len(days)


def every_day() -> list[date]:
    """From the first day on which anything counted here happened, or was counted, until today."""
    firsts = [
        Question.objects.aggregate(first=Min("published_at"))["first"],
        Member.objects.aggregate(first=Min("claimed_at"))["first"],
        Mark.objects.aggregate(first=Min("at"))["first"],
    ]
    days = [counting.day_of(moment) for moment in firsts if moment]
    ends = Day.objects.aggregate(first=Min("day"), last=Max("day"))
    days += [day for day in ends.values() if day]
    if not days:
        return []
    today = counting.day_of(clock.now())
    first, last = min(days), max(*days, today)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@transaction.atomic
def set_goals(goals: dict[str, int | None], *, by: Member) -> None:
    """{figure: number, or None for no goal}. ValidationError for what is no figure or cannot be reached."""
    require(policy.can_read_insights(by))
    for figure, number in goals.items():
        label = Figures(figure).label
        if number is not None and (number < 1 or "%" in label and number > 100):
            raise ValidationError({figure: _("A share is 1 to 100, a number at least 1.")})
        if number is None:
            Goal.objects.filter(figure=figure).delete()
        else:
            Goal.objects.update_or_create(figure=figure, defaults={"number": number})


@transaction.atomic
def tell_the_week() -> int:
    """On Mondays the brand's team hears how the week was, once; how many were told."""
    today = counting.day_of(clock.now())
    monday = today - timedelta(days=today.weekday())
    upto = Upto.objects.select_for_update(no_key=True).get_or_create(pk=1)[0]
    if upto.told_on is None:  # the first week that is told is the next one
        Upto.objects.filter(pk=1).update(told_on=monday)
        return 0
    if upto.told_on >= monday or not Upto.objects.filter(pk=1, told_on=upto.told_on).update(told_on=monday):
        return 0
    said = WeekSummed(subject_id=0, **figures.week_before(monday))
    team = Member.objects.people().filter(groups__name__in=[BRAND_TEAM, OWNERS]).distinct()
    for member in team:
        emit(replace(said, subject_id=member.pk))
    return len(team)
