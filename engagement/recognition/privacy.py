"""What this room keeps about a member: what they gained, and what for."""

from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from . import actions
from .models import Award, Balance, Entry, Given

HOLDS = (
    Holding(model=Entry, what=_("Each gain of recognition, and the fact it came from"), leaving=Fate.NAMELESS),
    Holding(model=Balance, what=_("The sum of your gains"), leaving=Fate.NAMELESS),
    Holding(model=Award, what=_("Badges you were given, and what for"), leaving=Fate.NAMELESS),
    Holding(model=Given, what=_("Badges somebody of the team gave you by hand, in their words"), leaving=Fate.DELETED),
)


def export(member: Member) -> Rows:
    entries = Entry.objects.filter(member=member).order_by("pk")
    awards = Award.objects.filter(member=member).order_by("pk")
    sums = Balance.objects.filter(member=member)
    given = member.given_badges.order_by("pk").values("badge__slug", "by__name", "why", "at", "taken_why", "taken_at")
    return {
        "gains": list(entries.values()),
        "sums": list(sums.values()),
        "badges": list(awards.values()),
        "badges_by_hand": list(given),
    }


def erase(member: Member) -> None:
    """Numbers and badges say nothing without the name: they stay, for the sums of others are made from the same facts."""
    actions.forget_given(member)
