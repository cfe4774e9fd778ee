"""The words for what recognition tells its members."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.events.models import Event
from community.members.models import Member
from community.notifications.registry import Line, notice

from .events import BadgeAwarded, BadgeRevoked, LevelReached
from .models import Award
from .rules import LEVELS

Lines = Iterator[tuple[Event, Line]]


@notice(
    BadgeAwarded,
    label=gettext_lazy("A new badge"),
    icon="award",
    to=lambda fact: None if fact.again else fact.subject_id,
    ended_by=(BadgeRevoked,),
)
def badge_awarded(member: Member, events: list[Event]) -> Lines:
    awards = Award.objects.standing().filter(member=member, badge__in=[event.object_id for event in events])
    held = {award.badge_id: award.badge for award in awards.select_related("badge")}
    for event in events:
        if badge := held.get(event.object_id or 0):
            yield (
                event,
                Line(sentence=_("You earned the badge %(badge)s.") % {"badge": badge.full_name}, url=badge.get_absolute_url()),
            )


@notice(LevelReached, label=gettext_lazy("A new level"), icon="medal", to=lambda fact: fact.subject_id)
def level_reached(member: Member, events: list[Event]) -> Lines:
    for event in events:
        level = LEVELS[event.extras["level"] - 1]
        sentence = _("You reached level %(n)s, %(name)s.") % {"n": level.number, "name": level.name}
        yield event, Line(sentence=sentence, url=reverse("why_level"))
