from community.events.door import on
from community.events.models import Event

from . import actions
from .events import ExportAsked, MemberJoined
from .models import Export, Member


@on(MemberJoined)
def claim(fact: MemberJoined, event: Event) -> None:
    """Who confirmed an address is whoever shops knew by it."""
    actions.claim_by_mail(Member.objects.get(pk=fact.subject_id))


@on(ExportAsked, outside=True)
def make_export(fact: ExportAsked, event: Event) -> None:
    """Writes a file: outside a transaction, so that reading much holds no lock."""
    if export := Export.objects.select_related("member").filter(pk=fact.object_id or 0, ready_at=None).first():
        actions.make_export(export)
