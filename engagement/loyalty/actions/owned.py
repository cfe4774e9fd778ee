"""What a member owns: an order told it, or they say so. What others see and ask of it is theirs to choose."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from community import clock
from community.events.bulk import insert_many
from community.events.door import emit, emit_all, key_of, last_in_force
from community.events.models import Event
from community.forum import actions as forum
from community.forum.models import Product
from community.frame.actions import note_change
from community.members.models import Member
from community.verdict import require
from engagement.rules.facts import of_members

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


def own_by_orders(bought: Sequence[tuple[Order, int]]) -> None:
    """What was bought is owned since that day. What they own stays as it is, and so does what they gave up after that day."""
    members, products = {order.member_id for order, _ in bought}, {product_id for _, product_id in bought}
    rows = Owned.objects.filter(member__in=members, product__in=products) if bought else ()
    had = {(owned.member_id, owned.product_id): owned for owned in rows}
    new: dict[tuple[int, int], Owned] = {}
    for order, product_id in bought:
        if (key := (order.member_id, product_id)) not in had:
            new.setdefault(key, Owned(member_id=key[0], product_id=product_id, since=order.placed_at.date(), order=order))
        elif had[key].gone_at:
            _own(*key, since=order.placed_at.date(), order=order)
    insert_many(Owned, map(vars, new.values()))
    emit_all(ProductOwned(**_about(owned)) for owned in new.values())


def _own(member_id: int, product_id: int, *, since: date, order: Order | None = None, by: Member | None = None) -> Owned:
    now_so = {"since": since, "order": order}
    owned, is_new = Owned.objects.get_or_create(member_id=member_id, product_id=product_id, defaults=now_so)
    again = {"gone_at": None, "is_shown": False, "asks": False}
    back = 0
    if not is_new and owned.gone_at:
        gave_up = _gave_up_at(member_id, product_id) if order else None
        is_older = order is not None and gave_up is not None and order.placed_at <= gave_up
        back = 0 if is_older else Owned.objects.filter(pk=owned.pk, gone_at__isnull=False).update(**now_so, **again)
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
    """The order was given back whole, and what it brought with it; what they bought a second time stays theirs by that."""
    for owned in Owned.objects.standing().select_for_update(no_key=True).filter(order=order).order_by("pk"):
        if other := _other_order(owned):
            owned.order, owned.since = other, other.placed_at.date()
            owned.save(update_fields=["order", "since"])
            note_change(f"member:{owned.member_id}")
        else:
            _lose(owned)


def _other_order(owned: Owned) -> Order | None:
    """The earliest purchase of it that they kept, of those after the day they last gave it up."""
    kept = Order.objects.filter(member=owned.member_id, lines__product=owned.product_id).exclude(pk=owned.order_id or 0)
    kept = kept.filter(Q(refunded__lt=F("amount")) | Q(amount=0, refunds=None))
    if gave_up := _gave_up_at(owned.member_id, owned.product_id):
        kept = kept.filter(placed_at__gt=gave_up)
    return kept.order_by("placed_at", "pk").first()


def _gave_up_at(member_id: int, product_id: int) -> datetime | None:
    """When they last said that it is no longer theirs. A refund says nothing of another one they bought."""
    gone = Event.objects.filter(of_members([member_id]), name=ProductGone.name, product_id=product_id, actor__isnull=False)
    return gone.aggregate(last=Max("occurred_at"))["last"]


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
