"""How a reward ends that nobody used: by the clock, or by a person."""

from django.db import transaction
from django.db.models import F

from community import clock
from community.events.door import emit
from community.members.models import Member
from community.verdict import require
from engagement.credit import actions as credit

from .. import policy
from ..events import RewardCancelled, RewardExpired, RewardExpiring
from ..models import Gift, Reward
from ..models.pools import GiftQuerySet
from .buying import paid_for

BATCH = 500


@transaction.atomic
def remind_due() -> int:
    """Tell those whose reward ends within a week; how many."""
    due = Gift.objects.filter(status=Gift.Status.GIVEN, remind_at__lte=clock.now(), expires_at__gt=clock.now())
    found = _locked(due.order_by("remind_at"))
    Gift.objects.filter(pk__in=[gift.pk for gift in found]).update(remind_at=None)
    for gift in found:
        emit(RewardExpiring(subject_id=gift.member_id, object_id=gift.pk, pool=gift.reward.slug))
    return len(found)


@transaction.atomic
def expire_due() -> int:
    """End what was good until now; how many."""
    found = _locked(Gift.objects.filter(status=Gift.Status.GIVEN, expires_at__lte=clock.now()).order_by("expires_at"))
    ended = {"status": Gift.Status.EXPIRED, "ended_at": clock.now(), "remind_at": None}
    Gift.objects.filter(pk__in=[gift.pk for gift in found]).update(**ended)
    for gift in found:
        emit(RewardExpired(subject_id=gift.member_id, object_id=gift.pk, pool=gift.reward.slug))
    return len(found)


def _locked(due: GiftQuerySet) -> list[Gift]:
    return list(due.select_for_update(of=("self",), skip_locked=True, no_key=True).select_related("reward")[:BATCH])


@transaction.atomic
def cancel(gift: Gift, *, by: Member) -> bool:
    """Take back what is not used yet; whether there was something. Its code is not given again: somebody may know it.

    A place is free again, and what the member paid goes back to their balance, with the end it had.
    """
    require(policy.can_keep_rewards(by))
    locked = Gift.objects.select_for_update(of=("self",), no_key=True).select_related("reward").get(pk=gift.pk)
    if not locked.is_open:
        return False
    locked.status, locked.ended_at, locked.remind_at = Gift.Status.CANCELLED, clock.now(), None
    locked.save(update_fields=["status", "ended_at", "remind_at"])
    if locked.given_at and locked.reward.kind == Reward.Kind.EXPERIENCE:
        Reward.objects.filter(pk=locked.reward_id, places__isnull=False).update(places=F("places") + 1)
    if locked.price:
        credit.pay_back(locked.member_id, cause=paid_for(locked), words=locked.reward.name, pool=locked.reward.slug)
    emit(RewardCancelled(subject_id=locked.member_id, actor_id=by.pk, object_id=locked.pk, pool=locked.reward.slug))
    return True


@transaction.atomic
def forget(member: Member) -> None:
    """A member leaves: the words go, and what waits is given to nobody. That a code was given stays, without a name."""
    theirs = Gift.objects.filter(member=member)
    theirs.update(why="", remind_at=None)
    theirs.filter(status=Gift.Status.WAITING).update(status=Gift.Status.CANCELLED, ended_at=clock.now())
