"""The words for what connections tell the team."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.events.models import Event
from community.members.models import Member
from community.notifications.registry import Line, found, notice

from .events import EndpointStopped
from .models import Endpoint


@notice(
    EndpointStopped,
    label=gettext_lazy("A connection was switched off"),
    icon="triangle-alert",
    to=lambda fact: fact.subject_id,
)
def endpoint_stopped(member: Member, events: list[Event]) -> Iterator[tuple[Event, Line]]:
    """Told while it is still off."""
    off = Endpoint.objects.filter(pk__in=[event.object_id for event in events], disabled_at__isnull=False)
    for event, endpoint in found(events, off):
        sentence = _("The connection “%(name)s” no longer takes what it is sent and was switched off.") % {"name": endpoint.name}
        yield event, Line(sentence=sentence, url=reverse("endpoints:edit", args=[endpoint.pk]))
