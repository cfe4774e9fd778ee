"""What this room keeps about a member: which papers they wrote. To what somebody agreed is kept with the members."""

from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from .models import Paper

HOLDS = (Holding(model=Paper, what=_("Versions of the terms and guidelines you published"), leaving=Fate.NAMELESS),)


def export(member: Member) -> Rows:
    return {"papers": list(Paper.objects.filter(by=member).order_by("pk").values("kind", "version", "at"))}


def erase(member: Member) -> None:
    """They are the proof of what was in force: they stay, on a row without a name."""
