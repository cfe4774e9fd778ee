"""What other systems tell us of purchases. Each is known by its system and its id there: told twice, it is one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from community import clock
from community.events.door import receive
from community.members import actions as members
from community.members.models import Member
from community.verdict import Refused

from ..events import CourseCompleted, OrderPlaced, OrderRefunded, TicketClosed, VisitMade
from ..models import Line, Order, ProductCode, Refund, Touchpoint
from .owned import lose_by_refund, own_by_order

Outside = VisitMade | TicketClosed | CourseCompleted
AT_ONCE = 200  # refunds a turn of the clock


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One thing of an order: its code in the shop and how many."""

    code: str
    quantity: int = 1


@transaction.atomic(savepoint=False)
def place_order(
    member: Member,
    *,
    source: str,
    source_id: str,
    amount: int,
    currency: str,
    placed_at: datetime,
    number: str = "",
    touchpoint: str = "",
    things: Sequence[Bought] = (),
) -> bool:
    """A member bought something; whether it is new. Refunds that were told before it are counted now."""
    columns = {"member": member, "amount": amount, "currency": currency, "placed_at": placed_at}
    columns |= {"number": number, "touchpoint": touchpoint}
    first = not Order.objects.filter(member=member).exists()
    order, is_new = Order.objects.get_or_create(source=source, source_id=source_id, defaults=columns)
    if not is_new:
        if (order.amount, order.currency) != (amount, currency):
            raise Refused("This id names an order over another amount.", status=409)
        return False
    fact = OrderPlaced(
        subject_id=member.pk,
        object_id=order.pk,
        by_staff=member.is_team,
        amount=amount,
        currency=currency,
        first=first,
        touchpoint=touchpoint,
    )
    receive(fact, source=source, source_id=source_id, occurred_at=placed_at)
    _note_lines(order, things)
    hear(touchpoint)
    _count_waiting(order)
    return True


def _count_waiting(order: Order) -> int:
    """Refunds that were told before their order; how many."""
    waiting = Refund.objects.filter(source=order.source, order_source_id=order.source_id, order=None).order_by("at", "pk")
    if not waiting.exists():
        return 0
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


def _note_lines(order: Order, things: Sequence[Bought]) -> None:
    codes = ProductCode.objects.filter(code__in=[thing.code for thing in things])
    products = dict(codes.values_list("code", "product_id"))
    Line.objects.bulk_create(
        Line(order=order, code=thing.code, quantity=thing.quantity, product_id=products.get(thing.code)) for thing in things
    )
    for product_id in sorted(set(products.values())):
        own_by_order(order, product_id)


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
def hear_of(fact: Outside, *, source: str, source_id: str, at: datetime) -> bool:
    """A visit, a closed request or a completed course; whether it is new."""
    _event, is_new = receive(fact, source=source, source_id=source_id, occurred_at=at)
    if is_new:
        hear(fact.touchpoint)
    return is_new


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
