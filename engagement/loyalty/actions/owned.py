"""What a member owns: an order told it, or they say so. What others see and ask of it is theirs to choose."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit, key_of, last_in_force
from community.forum import actions as forum
from community.forum.models import Product
from community.frame.actions import note_change
from community.members.models import Member
from community.verdict import require

from .. import policy
from ..events import ProductGone, ProductOwned
from ..models import Order, Owned


@transaction.atomic
def say_owned(member: Member, *, product: Product, since: date, by: Member) -> Owned:
    """The member says that a product is theirs. Said again, or known from an order, it stays as it is."""
    require(policy.can_keep_owned(by, member))
    if since > clock.now().date():
        raise ValidationError(_("Choose a month that has begun."))
    return _own(member.pk, product.pk, since=since, by=by)


def own_by_order(order: Order, product_id: int) -> None:
    """What was bought is owned since that day. What they own stays as it is, and so does what they gave up after that day."""
    _own(order.member_id, product_id, since=order.placed_at.date(), order=order)


def _own(member_id: int, product_id: int, *, since: date, order: Order | None = None, by: Member | None = None) -> Owned:
    now_so = {"since": since, "order": order}
    owned, is_new = Owned.objects.get_or_create(member_id=member_id, product_id=product_id, defaults=now_so)
    again = {"gone_at": None, "is_shown": False, "asks": False}
    gone = Owned.objects.filter(pk=owned.pk, gone_at__lt=order.placed_at if order else clock.now())
    back = gone.update(**now_so, **again)
    if is_new or back:
        emit(ProductOwned(actor_id=by.pk if by else None, **_about(owned)))
        owned.refresh_from_db()
    return owned


def _about(owned: Owned) -> dict[str, Any]:
    return {"subject_id": owned.member_id, "object_id": owned.product_id, "product_id": owned.product_id}


@transaction.atomic
def set_owned(owned: Owned, *, is_shown: bool, asks: bool, by: Member) -> None:
    """Whether everybody sees on the member's page that they own it, and whether they hear of questions about it."""
    locked = _standing(owned, by=by)
    locked.is_shown, locked.asks = is_shown, asks
    locked.save(update_fields=["is_shown", "asks"])
    note_change(f"member:{locked.member_id}")


@transaction.atomic
def give_up(owned: Owned, *, never: bool = False, by: Member) -> None:
    """It is no longer theirs, or never was; their answers stop saying so at once. Twice is once."""
    require(policy.can_keep_owned(by, owned.member))
    locked = Owned.objects.select_for_update(no_key=True).get(pk=owned.pk)
    if locked.gone_at is None:
        _lose(locked, never=never, by=by)


def lose_by_refund(order: Order) -> None:
    """The order was given back whole, and what it brought with it."""
    for owned in Owned.objects.standing().select_for_update(no_key=True).filter(order=order).order_by("pk"):
        _lose(owned)


def _lose(owned: Owned, *, never: bool = False, by: Member | None = None) -> None:
    """The row is locked."""
    owned.gone_at, owned.is_shown, owned.asks = clock.now(), False, False
    owned.save(update_fields=["gone_at", "is_shown", "asks"])
    forum.forget_owned(owned.member_id, product_id=owned.product_id)
    note_change(f"member:{owned.member_id}")
    told = last_in_force("product.owned", about="product", object_id=owned.product_id, subject_id=owned.member_id)
    emit(ProductGone(actor_id=by.pk if by else None, **_about(owned)), reverses=key_of(told) if never and told else None)


def _standing(owned: Owned, *, by: Member) -> Owned:
    require(policy.can_keep_owned(by, owned.member))
    locked = Owned.objects.select_for_update(no_key=True).get(pk=owned.pk)
    require(policy.is_still_owned(locked))
    return locked
