from community.events.door import on
from community.events.models import Event

from .events import HelperInvited
from .launch import actions


@on(HelperInvited, outside=True)
def send_invitation(fact: HelperInvited, event: Event) -> None:
    """A mail leaves the house: outside a transaction, repeated under the same id until the server took it."""
    actions.send_invitation(fact.object_id or 0)
