"""What this room lends to lower rooms: to the member's own pages, what the team has to resolve for them."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from community.members.models import Member
from community.members.panels import Panel, panel
from engagement.loyalty import between

from .models import Case

SHOWN = 3


@panel(place="aside", order=12)
def own(viewer: Any, member: Member) -> Panel | None:
    """To the member alone, and only when there is a case."""
    if viewer.pk != member.pk:
        return None
    rows = list(Case.objects.of(member).select_related("owner").order_by("-opened_at", "-pk")[:SHOWN])
    return Panel(template="cases/panels/own.html", context={"cases": rows}) if rows else None


@between.lend
def open_cases(member: Member) -> Iterator[between.Open | between.Way]:
    """What is open, then the ways to all of them and to a new one."""
    rows = Case.objects.of(member)
    for case in rows.still_open().select_related("owner").order_by("due_at", "pk"):
        who = case.owner.shown_name if case.owner else ""
        yield between.Open(title=case.summary, url=case.get_absolute_url(), who=who, until=case.due_at)
    if rows.exists():
        yield between.Way(label=_("What the team resolves for you"), url=reverse("cases"))
    yield between.Way(label=_("Write to us"), url=reverse("message_brand"))
