"""What other systems tell us of purchases. Each is known by its system and its id there: told twice, it is one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from community import clock
from community.events.bulk import insert_many, insert_numbered
from community.events.door import Key, Past, receive, receive_all
from community.members import actions as members
from community.members.models import Member
from community.verdict import Refused

from ..events import OrderPlaced, OrderRefunded
from ..models import Line, Order, ProductCode, Refund, Touchpoint
from .owned import lose_by_refund, own_by_orders

AT_ONCE = 200  # refunds a turn of the clock


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One thing of an order: its code in the shop and how many."""

    code: str
    quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """What a shop tells of one order; amounts in the smallest unit of the currency."""

    member: Member
    source: str
    source_id: str
    amount: int
    currency: str
    placed_at: datetime
    number: str = ""
    touchpoint: str = ""
    things: Sequence[Bought] = ()

    @property
    def key(self) -> Key:
        return (self.source, self.source_id)

    @property
    def sum(self) -> tuple[int, str]:
        return (self.amount, self.currency)


@transaction.atomic(savepoint=False)
def place_orders(purchases: Sequence[Purchase]) -> list[bool | Refused]:
    """Members bought something; of each whether it is new. Refunds that were told before it are counted now.

    Whose id names an order over another amount is Refused, 409, and not written.
    """
    sums, outcomes, new = _sums({purchase.key for purchase in purchases}), list[bool | Refused](), list[Purchase]()
    for purchase in purchases:
        if purchase.key not in sums:
            sums[purchase.key] = purchase.sum
            new.append(purchase)
            outcomes.append(True)
        elif sums[purchase.key] != purchase.sum:
            outcomes.append(Refused("This id names an order over another amount.", status=409))
        else:
            outcomes.append(False)
    if new:
        _write(new)
    return outcomes


def _sums(keys: Iterable[Key]) -> dict[Key, tuple[int, str]]:
    """What the orders with these keys that are known are over."""
    known: dict[Key, tuple[int, str]] = {}
    for source, rows in groupby(sorted(keys), key=lambda key: key[0]):
        orders = Order.objects.filter(source=source, source_id__in=[source_id for _, source_id in rows])
        known |= {
            (source, source_id): (amount, currency)
            for source_id, amount, currency in orders.values_list("source_id", "amount", "currency")
        }
    return known


def _write(purchases: Sequence[Purchase]) -> None:
    buyers = set(Order.objects.filter(member__in={one.member.pk for one in purchases}).values_list("member_id", flat=True))
    columns = ("member", "source", "source_id", "amount", "currency", "placed_at", "number", "touchpoint")
    orders = [Order(**{name: getattr(one, name) for name in columns}) for one in purchases]
    insert_numbered(Order, orders)
    told = []
    for order in orders:
        told.append(_placed(order, first=order.member_id not in buyers))
        buyers.add(order.member_id)
    receive_all(told)
    _note_lines(orders, [one.things for one in purchases])
    for slug in sorted({one.touchpoint for one in purchases}):
        hear(slug)
    for order in _waited_for(orders):
        _count_waiting(order)


def _placed(order: Order, *, first: bool) -> Past:
    fact = OrderPlaced(
        subject_id=order.member_id,
        object_id=order.pk,
        by_staff=order.member.is_team,
        amount=order.amount,
        currency=order.currency,
        first=first,
        touchpoint=order.touchpoint,
    )
    return Past(fact=fact, occurred_at=order.placed_at, source=order.source, source_id=order.source_id)


def _waited_for(orders: Sequence[Order]) -> list[Order]:
    """Those a refund of which was told before them."""
    named = Refund.objects.filter(source__in={order.source for order in orders}, order=None)
    named = named.filter(order_source_id__in=[order.source_id for order in orders])
    keys = set(named.values_list("source", "order_source_id"))
    return [order for order in orders if (order.source, order.source_id) in keys]


def _count_waiting(order: Order) -> int:
    """Refunds that were told before their order; how many."""
    waiting = Refund.objects.filter(source=order.source, order_source_id=order.source_id, order=None).order_by("at", "pk")
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    found = list(waiting)
    for refund in found:
        _count(refund, locked)
    return len(found)


@transaction.atomic
def count_waiting_refunds() -> int:
    """Refunds that were told in the same moment as their order, so that neither saw the other; how many."""
    here = Order.objects.filter(source=OuterRef("source"), source_id=OuterRef("order_source_id"))
    waiting = Refund.objects.filter(Exists(here), order=None).values_list("source", "order_source_id")[:AT_ONCE]
    orders = [Order.objects.get(source=source, source_id=source_id) for source, source_id in dict.fromkeys(waiting)]
    return sum(_count_waiting(order) for order in orders)


def _note_lines(orders: Sequence[Order], things: Sequence[Sequence[Bought]]) -> None:
    lines = [(order, thing) for order, bought in zip(orders, things, strict=True) for thing in bought]
    codes = ProductCode.objects.filter(code__in={thing.code for _order, thing in lines})
    products = dict(codes.values_list("code", "product_id")) if lines else {}
    rows = ({"order_id": order.pk, "product_id": products.get(thing.code), **vars(thing)} for order, thing in lines)
    insert_many(Line, rows)
    own_by_orders([(order, products[thing.code]) for order, thing in lines if thing.code in products])


@transaction.atomic
def refund_order(*, source: str, source_id: str, order_source_id: str, at: datetime, amount: int | None = None) -> bool:
    """Something was given back: `amount`, or all of it. Whether it is new. The order may be told later."""
    order = Order.objects.select_for_update(no_key=True).filter(source=source, source_id=order_source_id).first()
    refund, is_new = Refund.objects.get_or_create(
        source=source, source_id=source_id, defaults={"order_source_id": order_source_id, "amount": amount, "at": at}
    )
    if not is_new and refund.order_source_id != order_source_id:
        raise Refused("This id names the refund of another order.", status=409)
    if is_new and order:
        _count(refund, order)
    return is_new


def _count(refund: Refund, order: Order) -> None:
    """The order is locked. Never more than was paid; whatever makes it whole takes the purchase back."""
    left = order.amount - order.refunded
    amount = min(left if refund.amount is None else refund.amount, left)
    order.refunded += amount
    order.save(update_fields=["refunded"])
    refund.order = order
    refund.save(update_fields=["order"])
    whole = order.refunded == order.amount
    fact = OrderRefunded(
        subject_id=order.member_id,
        object_id=order.pk,
        amount=amount,
        currency=order.currency,
        whole=whole,
        touchpoint=order.touchpoint,
    )
    reverses = (order.source, order.source_id) if whole else None
    receive(fact, source=refund.source, source_id=refund.source_id, occurred_at=refund.at, reverses=reverses)
    if whole:
        lose_by_refund(order)


@transaction.atomic(savepoint=False)
def hear_of(told: Sequence[Past]) -> list[bool]:
    """Visits, closed requests, completed courses; of each whether it is new."""
    are_new = receive_all(told)
    for slug in sorted({one.fact.extras()["touchpoint"] for one, is_new in zip(told, are_new, strict=True) if is_new}):
        hear(slug)
    return are_new


def hear(slug: str) -> None:
    """A touchpoint told us something; one nobody has named yet is listed under its code. To the minute is enough."""
    if not slug:
        return
    moment = clock.now().replace(second=0, microsecond=0)
    rows = Touchpoint.objects.filter(slug=slug)
    known = list(rows.values_list("last_heard_at", flat=True))
    if known and (known[0] is None or known[0] < moment):
        rows.update(last_heard_at=moment)
    if not known:
        Touchpoint.objects.bulk_create([Touchpoint(slug=slug, name=slug, last_heard_at=moment)], ignore_conflicts=True)


def keep_codes(rows: Iterable[tuple[str, int]]) -> None:
    """What shops call our products, as (code, product id)."""
    ProductCode.objects.bulk_create(
        [ProductCode(code=code, product_id=pk) for code, pk in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["product"],
    )


def claim_order(*, number: str, mail: str, by: Member) -> int:
    """Whoever knows an order's number and the address it was made with is who bought it; how many purchases came along.

    Only of somebody without an account. Refused 404 with one sentence for all that does not fit: it says nothing of others.
    """
    asked = Order.objects.filter(number__iexact=number.strip().lstrip("#"), member__identities__kind="mail")
    asked |= Order.objects.filter(number__iexact=f"#{number.strip().lstrip('#')}", member__identities__kind="mail")
    order = asked.filter(member__identities__value=mail.strip().lower()).select_related("member").first()
    if order is None or order.member.claimed_at or order.member.email:
        raise Refused(_("We know no purchase with this number and address that waits for its owner."), status=404)
    count = Order.objects.filter(member=order.member).count()
    members.merge_member(order.member, into=by)
    return count
