"""What shops tell of vouchers: taken, or given back. Told twice, it is one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from community.events.door import key_of, last_in_force, receive
from community.events.models import Event
from community.verdict import Refused

from ..events import VoucherRedeemed, VoucherReturned
from ..models import Gift, Voucher


@transaction.atomic
def redeem(*, code: str, reward: str = "", source: str, source_id: str, at: datetime, touchpoint: str = "") -> bool:
    """A shop took a code; whether that is new. 404 when nobody knows the code, 409 when it cannot be redeemed.

    A code that was given to nobody leaves the pool: there is nobody to tell a fact of, and nobody gets it any more.
    """
    voucher, gift = _found(code, reward)
    if gift is None:
        return _note(voucher, key=f"{source}:{source_id}", used_at=at)
    if _is_known(gift, source, source_id):
        return False
    if gift.status == Gift.Status.REDEEMED:
        raise Refused(_("This code is redeemed already."), status=409)
    if gift.status == Gift.Status.CANCELLED:
        raise Refused(_("This code was taken back."), status=409)
    gift.status, gift.ended_at, gift.remind_at = Gift.Status.REDEEMED, at, None
    gift.save(update_fields=["status", "ended_at", "remind_at"])
    fact = VoucherRedeemed(subject_id=gift.member_id, object_id=gift.pk, pool=gift.reward.slug, touchpoint=touchpoint)
    receive(fact, source=source, source_id=source_id, occurred_at=at)
    return True


@transaction.atomic
def take_back(*, code: str, reward: str = "", source: str, source_id: str, at: datetime, touchpoint: str = "") -> bool:
    """What a code had paid for was given back: it can be used again, as long as it was good for. Whether that is new."""
    voucher, gift = _found(code, reward)
    if gift is None:
        return _note(voucher, key=f"{source}:{source_id}", used_at=None)
    if _is_known(gift, source, source_id):
        return False
    redeemed = last_in_force("voucher.redeemed", about="gift", object_id=gift.pk)
    if gift.status != Gift.Status.REDEEMED or redeemed is None:
        raise Refused(_("This code is not redeemed."), status=409)
    gift.status, gift.ended_at = Gift.Status.GIVEN, None  # the clock ends it where its time is over
    gift.save(update_fields=["status", "ended_at"])
    fact = VoucherReturned(subject_id=gift.member_id, object_id=gift.pk, pool=gift.reward.slug, touchpoint=touchpoint)
    receive(fact, source=source, source_id=source_id, occurred_at=at, reverses=key_of(redeemed))
    return True


def _found(code: str, reward: str) -> tuple[Voucher, Gift | None]:
    """The code, and its gift locked. Codes of two pools may be the same: then the reward must be named."""
    found = list(Voucher.objects.filter(code=code, **({"reward__slug": reward} if reward else {}))[:2])
    if not found:
        raise Refused(_("Nobody knows this code."), status=404)
    if len(found) > 1:
        raise Refused(_("More than one reward has this code: say which."), status=409)
    gift = Gift.objects.select_for_update(of=("self",), no_key=True).select_related("reward").filter(voucher=found[0])
    if had := gift.first():
        return found[0], had
    locked = Voucher.objects.select_for_update(no_key=True).get(pk=found[0].pk)
    return locked, gift.all().first()  # somebody may have been given it while we waited


def _note(voucher: Voucher, *, key: str, used_at: datetime | None) -> bool:
    """A code that nobody has was taken, or given back; it stays out of the pool either way: somebody may know it."""
    if voucher.used_key == key:
        return False
    if (used_at is None) == (voucher.used_at is None):
        raise Refused(_("This code is redeemed already.") if used_at else _("This code is not redeemed."), status=409)
    voucher.is_free, voucher.used_at, voucher.used_key = False, used_at, key
    voucher.save(update_fields=["is_free", "used_at", "used_key"])
    return True


def _is_known(gift: Gift, source: str, source_id: str) -> bool:
    """Asked while the gift is locked: whoever told it a moment before is seen."""
    told = Event.objects.filter(source=source, source_id=source_id).first()
    if told and (told.object_kind, told.object_id) != ("gift", gift.pk):
        raise Refused(_("This id names something else."), status=409)
    return told is not None
