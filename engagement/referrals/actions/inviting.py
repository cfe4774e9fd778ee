"""By whose invitation somebody comes: said at sign-up, changed until they have joined, taken off until something came of it."""

from django.db import transaction

from community import clock
from community.events.door import emit
from community.members.models import Member
from community.verdict import require

from .. import policy, rules
from ..events import ReferralAttributed, ReferralRejected
from ..models import Code, Referral
from ..rules import State, Touch
from .moving import about, lock, move
from .programme import active_programme


@transaction.atomic
def attribute(friend: Member, *, touch: Touch | None) -> Referral | None:
    """What a sign-up says of who invited: the last one before joining counts. None when nobody did, or the code is no use.

    Nothing happens for somebody who has joined: they are a member already.
    """
    if Member.objects.select_for_update(no_key=True).get(pk=friend.pk).claimed_at is not None:
        return None
    known = Referral.objects.filter(friend=friend).first()
    code = Code.objects.select_related("member").filter(key=rules.code_key(touch.code)).first() if touch else None
    programme = active_programme()
    if touch is None or policy.why_not(code, address=friend.email or "", friend=friend, cap=1):
        if known and known.state == State.ATTRIBUTED:
            _reject(lock(known.pk), "taken_off")
        return None
    assert code is not None
    said = {"programme": programme, "code": code, "advocate": code.member, "typed": touch.typed}
    said |= {"touched_at": min(touch.at, clock.now()), "attributed_at": clock.now(), "moved_at": clock.now()}
    said |= {"state": State.ATTRIBUTED, "reason": ""}
    referral, _made = Referral.objects.update_or_create(friend=friend, defaults=said)
    emit(about(ReferralAttributed, referral, typed=touch.typed))
    return referral


@transaction.atomic
def take_off(referral: Referral, *, by: Member) -> None:
    """The friend says that the invitation was not why they came."""
    locked = lock(referral.pk)
    require(policy.can_take_off(by, locked))
    _reject(locked, "taken_off")


def _reject(referral: Referral, reason: str) -> None:
    move(referral, State.REJECTED, about(ReferralRejected, referral, reason=reason), reason=reason)
