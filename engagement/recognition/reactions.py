from community.events.door import Fact, on_every
from community.events.models import Event

from . import actions


@on_every(actions.may_touch)
def evaluate(fact: Fact, event: Event) -> None:
    """Rules are data, so every fact they can name is looked at."""
    actions.recognise(event)
