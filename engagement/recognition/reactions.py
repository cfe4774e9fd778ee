from community.events.door import Fact, on, on_every
from community.events.models import Event
from community.members.events import MemberMerged

from . import actions


@on_every(actions.may_touch, sift=actions.worth_a_look)
def evaluate(fact: Fact, event: Event) -> None:
    """Rules are data, so every fact they can name is looked at."""
    actions.recognise(event)


@on(MemberMerged)
def join(fact: MemberMerged, event: Event) -> None:
    """What two gave is one's; and whoever both of them confirmed was confirmed by one."""
    actions.join_members(fact.subject_id, fact.other_id)
