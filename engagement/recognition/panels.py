"""What recognition lends to a member's page: the level, the badges, and, to its owner, what is close."""

from typing import Any

from community.members.models import Member
from community.members.panels import Panel, panel

from . import catalogue, rules
from .models import Award

SHOWN = 8


@panel(place="head", order=10)
def level(viewer: Any, member: Member) -> Panel | None:
    """The level and the way to the next in words: what the flair says, without a query. Staff and newcomers have none."""
    flair = member.flair or {}
    if not flair.get("level"):
        return None
    shown = rules.LEVELS[flair["level"] - 1]
    way = rules.way_in_words(flair["level"], flair["share"])
    return Panel(
        template="recognition/panels/level.html",
        context={"level": shown, "share": flair["share"], "way": way, "own": viewer.pk == member.pk},
    )


@panel(place="main", order=20)
def badges(viewer: Any, member: Member) -> Panel | None:
    awards = Award.objects.standing().visible_to(viewer).filter(member=member).select_related("badge")
    newest = list(awards.order_by("-awarded_at", "-pk")[: SHOWN + 1])
    if not newest:
        return None
    context = {"awards": newest[:SHOWN], "more": len(newest) > SHOWN}
    return Panel(template="recognition/panels/badges.html", context=context)


@panel(place="aside", order=20)
def close_to_earning(viewer: Any, member: Member) -> Panel | None:
    if viewer.pk != member.pk:
        return None
    lines = catalogue.close_to_earning(member)
    return Panel(template="recognition/panels/close.html", context={"lines": lines}) if lines else None
