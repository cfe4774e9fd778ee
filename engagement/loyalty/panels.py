"""What the loyalty profile lends to a member's page: its owner's way to it."""

from typing import Any

from community.members.models import Member
from community.members.panels import Panel, panel


@panel(place="aside", order=10)
def own(viewer: Any, member: Member) -> Panel | None:
    return Panel(template="loyalty/panels/own.html") if viewer.pk == member.pk else None
