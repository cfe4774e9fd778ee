"""A member asks to be forgotten, may change their mind, and is forgotten."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.frame.actions import EVERYTHING, note_change
from community.verdict import NO, YES, Verdict, require

from .. import holdings
from ..events import LeavingAsked, LeavingCalledOff, MemberErased
from ..models import OWNERS, Leaving, Member

AT_ONCE = 3  # people a turn of the clock: each may have written much


def can_leave(member: Member) -> Verdict:
    """Everybody may, but the last owner: somebody has to be able to decide who is in the team."""
    if not (member.is_superuser or member.groups.filter(name=OWNERS).exists()):
        return YES
    owners = Member.objects.people().filter(groups__name=OWNERS) | Member.objects.people().filter(is_superuser=True)
    if owners.exclude(pk=member.pk).exists():
        return YES
    return NO(_("You are the only owner of this community. Make somebody else an owner first."))


@transaction.atomic
def ask_to_leave(*, texts_too: bool, by: Member) -> Leaving:
    """Have everything about oneself forgotten, some days from now. Asked again it is the same; the later choice stands."""
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    require(can_leave(by))
    at = clock.now() + timedelta(days=settings.KEEP_DAYS["leaving"])
    leaving, is_new = Leaving.objects.get_or_create(
        member=by, defaults={"at": at, "texts_too": texts_too, "asked_at": clock.now()}
    )
    if is_new:
        emit(LeavingAsked(subject_id=by.pk, object_id=leaving.pk))
    elif leaving.texts_too != texts_too:
        leaving.texts_too = texts_too
        leaving.save(update_fields=["texts_too"])
    return leaving


@transaction.atomic
def stay(member: Member) -> bool:
    """They changed their mind. False when there was nothing to call off."""
    leaving = Leaving.objects.select_for_update(no_key=True).filter(member=member).first()
    if leaving is None:
        return False
    emit(LeavingCalledOff(subject_id=member.pk, actor_id=member.pk, object_id=leaving.pk))
    leaving.delete()
    return True


@transaction.atomic
def forget(member: Member) -> None:
    """Empty the member's row and whatever any room holds of them; answers stay without a name, facts without words."""
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if row.erased_at:
        return
    require(can_leave(row))
    holdings.erase_everywhere(row)
    Leaving.objects.filter(member=row).delete()
    emit(MemberErased(subject_id=row.pk, object_id=row.pk))
    note_change(f"member:{row.pk}", EVERYTHING)
    transaction.on_commit(_settle)


def _settle() -> None:
    """On SQLite the journal still holds what was just overwritten in the file: it is emptied now, not some day."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def forget_due() -> int:
    """Forget those whose day has come. Who became the last owner meanwhile stays until there is another."""
    due = Leaving.objects.select_related("member").filter(at__lte=clock.now()).order_by("at")
    leaving = [one.member for one in due if can_leave(one.member)][:AT_ONCE]
    for member in leaving:
        forget(member)
    return len(leaving)
