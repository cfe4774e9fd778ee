from community.events.door import on
from community.events.models import Event
from community.members.events import MemberJoined
from community.members.models import Member

from . import actions


@on(MemberJoined)
def accept_by_joining(fact: MemberJoined, event: Event) -> None:
    """The form they joined by says so."""
    actions.accept_by_joining(Member.objects.get(pk=fact.subject_id), at=event.occurred_at)
