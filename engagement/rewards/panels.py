"""What rewards lend to a member's page: its owner's way to them, where there is something."""

from typing import Any

from community.members.models import Member
from community.members.panels import Panel, panel
from engagement.credit import offers

from .models import Gift, Reward

offers.lend(Reward.objects.for_a_price().exists)


@panel(place="aside", order=20)
def own(viewer: Any, member: Member) -> Panel | None:
    if viewer.pk != member.pk:
        return None
    n = Gift.objects.visible_to(member).open().count()
    return Panel(template="rewards/panels/own.html", context={"open": n}) if n else None
