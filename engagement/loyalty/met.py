"""Where a member and the brand met: what they bought, and the places that told us of them. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q

from community.events.models import Event
from community.members.models import Member
from engagement.rules.facts import of_members

from .models import Order, Touchpoint

TOLD = ("order.placed", "visit.made", "ticket.closed", "course.completed", "voucher.redeemed")
PLACES = 8  # the places shown, those heard of last


@dataclass(frozen=True, kw_only=True)
class Place:
    """A touchpoint, how many times it told us of the member, and when last. Reversed facts count: they met there."""

    name: str
    times: int
    last_at: datetime


def places_of(member: Member) -> list[Place]:
    """Newest first; two queries."""
    told = Event.objects.filter(of_members([member.pk]), name__in=TOLD, extras__touchpoint__gt="").order_by()
    rows = told.values_list("extras__touchpoint").annotate(times=Count("pk"), last=Max("occurred_at")).order_by("-last")
    found = list(rows[:PLACES])
    names = dict(Touchpoint.objects.filter(slug__in=[slug for slug, _times, _last in found]).values_list("slug", "name"))
    return [Place(name=names.get(slug, slug), times=times, last_at=last) for slug, times, last in found]


def bought_by(member: Member) -> dict[str, int | datetime | None]:
    """{"count", "last_at"} of the purchases of which they kept something."""
    kept = Order.objects.filter(Q(member=member) | Q(member__merged_into=member))
    kept = kept.filter(Q(refunded__lt=F("amount")) | Q(amount=0))
    return kept.aggregate(count=Count("pk"), last_at=Max("placed_at"))
