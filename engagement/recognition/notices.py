"""The words for what recognition tells its members."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.events.models import Event
from community.members.models import Member
from community.notifications.registry import Line, found, notice

from .events import BadgeAwarded, BadgeGiven, BadgeRevoked, BadgeTaken, LevelReached
from .models import Award, Given
from .rules import LEVELS

Lines = Iterator[tuple[Event, Line]]


@notice(
    BadgeAwarded,
    label=gettext_lazy("A new badge"),
    icon="award",
    to=lambda fact: None if fact.again or fact.by_hand else fact.subject_id,
    ended_by=(BadgeRevoked,),
)
def badge_awarded(member: Member, events: list[Event]) -> Lines:
    awards = Award.objects.standing().filter(member=member, badge__in=[event.object_id for event in events])
    held = {award.badge_id: award.badge for award in awards.select_related("badge")}
    for event in events:
        if badge := held.get(event.object_id or 0):
            sentence = _("You earned the badge %(badge)s.") % {"badge": badge.full_name}
            yield event, Line(sentence=sentence, url=badge.get_absolute_url(), excerpt=badge.shown_says)


@notice(
    BadgeGiven,
    label=gettext_lazy("A badge the team gave me"),
    icon="award",
    to=lambda fact: fact.subject_id,
    ended_by=(BadgeTaken,),
)
def badge_given(member: Member, events: list[Event]) -> Lines:
    rows = Given.objects.of(member).standing().filter(pk__in=[event.object_id for event in events])
    for event, row in found(events, rows):
        sentence = _("%(name)s gave you the badge %(badge)s.") % {"name": row.by.shown_name, "badge": row.badge.shown_name}
        yield event, Line(sentence=sentence, url=row.badge.get_absolute_url(), excerpt=row.why)


@notice(BadgeTaken, label=gettext_lazy("A badge the team took back"), icon="award", to=lambda fact: fact.subject_id)
def badge_taken(member: Member, events: list[Event]) -> Lines:
    rows = Given.objects.of(member).exclude(taken_at=None).filter(pk__in=[event.object_id for event in events])
    for event, row in found(events, rows):
        named = {"name": row.taken_by.shown_name if row.taken_by else "", "badge": row.badge.shown_name}
        sentence = _("%(name)s took back the badge %(badge)s.") % named
        yield event, Line(sentence=sentence, url=row.badge.get_absolute_url(), excerpt=row.taken_why)


@notice(LevelReached, label=gettext_lazy("A new level"), icon="medal", to=lambda fact: fact.subject_id)
def level_reached(member: Member, events: list[Event]) -> Lines:
    for event in events:
        level = LEVELS[event.extras["level"] - 1]
        sentence = _("You reached level %(n)s, %(name)s.") % {"n": level.number, "name": level.name}
        helped = ngettext("You have helped %(n)s person so far.", "You have helped %(n)s people so far.", member.people_helped)
        said = helped % {"n": member.people_helped} if member.people_helped else ""
        yield event, Line(sentence=sentence, url=reverse("why_level"), excerpt=said)
