from community.events.door import Fact, on_every
from community.events.models import Event

from . import actions, rules


@on_every(lambda event: event.name in rules.COUNTED, sift=actions.worth_counting)
def count_purchases(fact: Fact, event: Event) -> None:
    """Purchases are told in a room above, so they are known here by their name."""
    actions.count_purchases(event)
