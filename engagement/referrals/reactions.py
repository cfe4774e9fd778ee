from community import clock
from community.events.door import Fact, on, on_every
from community.events.models import Event
from community.members.events import MemberJoined, MemberMerged
from community.members.models import Member

from . import actions


@on(MemberJoined)
def welcome(fact: MemberJoined, event: Event) -> None:
    """Whoever joins has an invitation of their own from then on; the one they came by stands."""
    with clock.at(event.occurred_at):
        actions.make_code(Member.objects.get(pk=fact.subject_id))
        actions.verify(fact.subject_id)


@on_every(actions.may_matter, sift=actions.worth_weighing)
def weigh(fact: Fact, event: Event) -> None:
    """What the terms ask for is data, so every fact they can name is looked at."""
    with clock.at(event.occurred_at):
        actions.weigh(event)


@on(MemberMerged)
def follow_merge(fact: MemberMerged, event: Event) -> None:
    with clock.at(event.occurred_at):
        actions.follow_merge(fact.subject_id, other_id=fact.other_id)
