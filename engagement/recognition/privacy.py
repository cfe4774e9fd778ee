"""What this room keeps about a member: what they gained, and what for."""

from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from .models import Award, Balance, Entry

HOLDS = (
    Holding(model=Entry, what=_("Each gain of recognition, and the fact it came from"), leaving=Fate.NAMELESS),
    Holding(model=Balance, what=_("The sum of your gains"), leaving=Fate.NAMELESS),
    Holding(model=Award, what=_("Badges you were given, and what for"), leaving=Fate.NAMELESS),
)


def export(member: Member) -> Rows:
    entries = Entry.objects.filter(member=member).order_by("pk")
    awards = Award.objects.filter(member=member).order_by("pk")
    sums = Balance.objects.filter(member=member)
    return {"gains": list(entries.values()), "sums": list(sums.values()), "badges": list(awards.values())}


def erase(member: Member) -> None:
    """Numbers and badges say nothing without the name: they stay, for the sums of others are made from the same facts."""
