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
    """A shop took a code; whether that is new. 404 when nobody knows the code, 409 when it cannot be redeemed."""
    gift = _gift_of(code, reward)
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
    gift = _gift_of(code, reward)
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


def _gift_of(code: str, reward: str) -> Gift:
    """The gift with this code, locked. Codes of two pools may be the same: then the reward must be named."""
    found = Voucher.objects.filter(code=code, **({"reward__slug": reward} if reward else {}))
    ids = list(found.values_list("pk", flat=True)[:2])
    if not ids:
        raise Refused(_("Nobody knows this code."), status=404)
    if len(ids) > 1:
        raise Refused(_("More than one reward has this code: say which."), status=409)
    gift = Gift.objects.select_for_update(of=("self",), no_key=True).select_related("reward").filter(voucher=ids[0]).first()
    if gift is None:
        raise Refused(_("This code was given to nobody."), status=409)
    return gift


def _is_known(gift: Gift, source: str, source_id: str) -> bool:
    """Asked while the gift is locked: whoever told it a moment before is seen."""
    told = Event.objects.filter(source=source, source_id=source_id).first()
    if told and (told.object_kind, told.object_id) != ("gift", gift.pk):
        raise Refused(_("This id names something else."), status=409)
    return told is not None
