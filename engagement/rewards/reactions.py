from community.events.door import Fact, on_every
from community.events.models import Event

from . import actions, rules


@on_every(lambda event: event.name in rules.NAMED, sift=actions.worth_giving)
def give_by_rule(fact: Fact, event: Event) -> None:
    """Rules are data, and facts of rooms above can be named: every fact that a reward can be given for is looked at."""
    actions.give_by_rule(event)
