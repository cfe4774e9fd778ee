"""What moderation lends to a member's page: to moderators the way to a decision, to its owner the way to those about them."""

from typing import Any

from community.members.models import Member
from community.members.panels import Panel, panel

from . import policy
from .models import Decision


@panel(place="aside", order=90)
def decisions(viewer: Any, member: Member) -> Panel | None:
    if viewer.pk == member.pk:
        some = Decision.objects.visible_to(viewer).filter(member=member).exists()
        return Panel(template="moderation/panel.html", context={"own": True}) if some else None
    if not policy.can_sanction(viewer, member):
        return None
    return Panel(template="moderation/panel.html", context={"member": member, "suspended_until": _until(member)})


def _until(member: Member) -> Any:
    return member.suspended_until if member.is_suspended else None
