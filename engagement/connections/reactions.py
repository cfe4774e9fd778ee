from community.events.door import Fact, on_every
from community.events.models import Event

from . import actions
from .models import Endpoint


@on_every(lambda event: Endpoint.objects.wanting(event.name).exists())
def owe_webhooks(fact: Fact, event: Event) -> None:
    """One delivery for each endpoint that wants such a fact; the worker's own loop takes them there."""
    actions.owe_deliveries(event)
