from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now

from community.events.door import Fact, on_every
from community.events.models import Event
from community.frame.prepared import ask

from . import actions
from .models import Endpoint
from .rules import KEPT_WHILE_OFF


def _wanting(fact: str, since: datetime) -> QuerySet[Any]:
    return Endpoint.objects.wanting(fact, since=since).values_list("pk")


@on_every(lambda event: bool(ask(_wanting, event.name, now() - KEPT_WHILE_OFF)))
def owe_webhooks(fact: Fact, event: Event) -> None:
    """One delivery for each endpoint that wants such a fact; the worker's own loop takes them there."""
    actions.owe_deliveries(event)
