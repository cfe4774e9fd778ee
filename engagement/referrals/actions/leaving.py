"""Somebody leaves, or turns out to be somebody known already."""

from django.db import transaction
from django.db.models import Q

from community import clock
from community.events.door import key_of, last_in_force
from community.members.models import Member

from .. import rules
from ..events import ReferralRejected, ReferralReversed
from ..models import Code, Referral
from ..rules import State
from .moving import about, lock, move


@transaction.atomic
def leave(member: Member) -> None:
    """Nothing more comes of what is open between the two, and the member's code stops naming them."""
    for pk in _open_of(member.pk):
        _end(lock(pk), "left")
    nameless = f"friend-{member.public_id.hex[:16]}"
    gone = {"text": nameless, "key": rules.code_key(nameless), "paused_at": clock.now(), "paused_by_team": True}
    Code.objects.filter(member=member).update(**gone)


def _open_of(member_id: int) -> list[int]:
    theirs = Referral.objects.filter(Q(advocate=member_id) | Q(friend=member_id), state__in=rules.OPEN)
    return list(theirs.order_by("code_id", "pk").values_list("pk", flat=True))


@transaction.atomic
def follow_merge(survivor_id: int, *, other_id: int) -> None:
    """The other row was the survivor all the time: whom they invited is theirs; who invited them may have invited a member."""
    for pk in (
        Referral.objects.filter(Q(advocate=other_id) | Q(friend=other_id)).order_by("code_id", "pk").values_list("pk", flat=True)
    ):
        referral = lock(pk)
        if {referral.advocate_id, referral.friend_id} == {survivor_id, other_id}:
            _end(referral, "own")
        elif referral.friend_id == other_id:
            _follow_friend(referral, survivor_id)
        else:
            Referral.objects.filter(pk=pk).update(advocate=survivor_id)


def _follow_friend(referral: Referral, survivor_id: int) -> None:
    survivor = Member.objects.get(pk=survivor_id)
    known_before = survivor.claimed_at is not None and survivor.claimed_at < referral.attributed_at
    if known_before or Referral.objects.filter(friend=survivor_id).exists():
        _end(referral, "member")
    else:
        Referral.objects.filter(pk=referral.pk).update(friend=survivor_id)


def _end(referral: Referral, reason: str) -> None:
    """Refused where it is open, taken back where it was rewarded."""
    if referral.state in rules.OPEN:
        move(referral, State.REJECTED, about(ReferralRejected, referral, reason=reason), reason=reason)
    elif referral.state == State.REWARDED:
        given = last_in_force("referral.rewarded", about="referral", object_id=referral.pk)
        fact = about(ReferralReversed, referral, reason=reason)
        move(referral, State.REVERSED, fact, reverses=key_of(given) if given else None, reason=reason, rewarded_at=None)
