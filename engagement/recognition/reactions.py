from community.events.door import Fact, on_every
from community.events.models import Event

from . import actions


@on_every
def evaluate(fact: Fact, event: Event) -> None:
    """Rules are data, so every fact is looked at; most are no rule's business and cost nothing."""
    actions.recognise(event)
