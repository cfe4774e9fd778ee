"""What this room lends to lower rooms: to a member's page the way to their profile and what they show; to questions, owners."""

from typing import Any

from community.forum import owning
from community.members.models import Member
from community.members.panels import Panel, panel

from .models import Owned

owning.lend(Owned.objects.standing)


@panel(place="aside", order=10)
def own(viewer: Any, member: Member) -> Panel | None:
    return Panel(template="loyalty/panels/own.html") if viewer.pk == member.pk else None


@panel(place="aside", order=15)
def owned(viewer: Any, member: Member) -> Panel | None:
    """The products a member chose to show."""
    rows = list(Owned.objects.of(member).filter(is_shown=True))
    return Panel(template="loyalty/panels/owned.html", context={"rows": rows}) if rows else None
