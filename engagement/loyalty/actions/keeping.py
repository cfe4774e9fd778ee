"""Who of the team is there for a member. The firm owns the relation, not the person: what they knew goes on with the next."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.members.models import Member
from community.members.rules import one_line
from community.verdict import require

from .. import policy
from ..events import KeeperChanged
from ..models import Keeper


@transaction.atomic
def set_keeper(member: Member, *, person: Member, note: str = "", by: Member) -> Keeper:
    """From now on this person is there for the member. Who takes over reads a note; twice is once."""
    require(policy.can_note_contact(by, member))
    require(policy.can_take_over(person, member))
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)  # two at once take turns
    before = Keeper.objects.of(member).filter(until=None).first()
    if before is not None and before.person_id == person.pk:
        return before
    told = one_line(note)
    if before is not None and not told:
        raise ValidationError({"note": _("Say what whoever takes over needs to know.")})
    moment = clock.now()
    Keeper.objects.of(member).filter(until=None).update(until=moment)
    row = Keeper(member=member, person=person, note=told, by=by, since=moment)
    row.full_clean()
    row.save(force_insert=True)
    emit(KeeperChanged(subject_id=member.pk, actor_id=by.pk, object_id=row.pk, owner_id=person.pk))
    return row


@transaction.atomic
def end_keeper(member: Member, *, by: Member) -> bool:
    """Nobody in particular is there for the member any more: whether somebody was."""
    require(policy.can_note_contact(by, member))
    row = Keeper.objects.of(member).filter(until=None).select_for_update(of=("self",), no_key=True).first()
    if row is None:
        return False
    row.until = clock.now()
    row.save(update_fields=["until"])
    emit(KeeperChanged(subject_id=member.pk, actor_id=by.pk, object_id=row.pk, owner_id=0))
    return True
