from community.events.door import on
from community.events.models import Event

from . import actions
from .events import MemberJoined
from .models import Member


@on(MemberJoined)
def claim(fact: MemberJoined, event: Event) -> None:
    """Who confirmed an address is whoever shops knew by it."""
    actions.claim_by_mail(Member.objects.get(pk=fact.subject_id))
