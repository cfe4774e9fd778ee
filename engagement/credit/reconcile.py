"""Balances against the entries they are sums of, lots against what was taken from them, and purchases against what they earn."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from community.events.models import Event
from engagement.recognition.models import Balance, Entry, Unit
from engagement.recognition.reconcile import Difference, named

from . import actions, rules
from .actions.earning import Purchase, ended_of, posted_for, target_of
from .models import Lot

BATCH = 500
TRACED = (Entry.Kind.SPEND, Entry.Kind.EXPIRE)  # and what a person takes away; what is taken back may be owed


def differences(*, fix: bool = False) -> Iterator[Difference]:
    """Everything about balances that is not what entries and facts say."""
    yield from _lots(fix)
    yield from _untraced()
    yield from _balances(fix)
    yield from _purchases(fix)


def _lots(fix: bool) -> Iterator[Difference]:
    """What is left of a lot is what it was without what was taken; each entry that adds anew has one."""
    wrong = Lot.objects.annotate(rest=F("amount") - Coalesce(Sum("consumptions__amount"), 0)).exclude(left=F("rest"))
    for lot in list(wrong.order_by("pk")):
        yield Difference("lot left", f"lot {lot.pk}", lot.left, lot.rest)
        if fix and 0 <= lot.rest <= lot.amount:
            Lot.objects.filter(pk=lot.pk).update(left=lot.rest)
    adding = Q(kind=Entry.Kind.EARN) | Q(kind=Entry.Kind.ADJUST, amount__gt=0)
    for entry in Entry.objects.filter(adding, unit=Unit.CREDIT, lot=None).order_by("pk"):
        yield Difference("lot", f"entry {entry.pk}", None, entry.amount)


def _untraced() -> Iterator[Difference]:
    """What every debit took of lots is what it says, and what was given back is too."""
    exact = Q(kind__in=TRACED) | Q(kind=Entry.Kind.ADJUST, amount__lt=0) | Q(kind=Entry.Kind.BACK)
    rows = Entry.objects.filter(exact, unit=Unit.CREDIT).annotate(taken=Coalesce(Sum("consumptions__amount"), 0))
    for entry in rows.exclude(taken=-F("amount")).order_by("pk"):
        yield Difference("lots taken", f"entry {entry.pk}", entry.taken, -entry.amount)


def _balances(fix: bool) -> Iterator[Difference]:
    sums = dict(Entry.objects.filter(unit=Unit.CREDIT).order_by().values_list("member_id").annotate(Sum("amount")))
    lefts = dict(Lot.objects.open().order_by().values_list("member_id").annotate(Sum("left")))
    stored = dict(Balance.objects.filter(unit=Unit.CREDIT).values_list("member_id", "amount"))
    for pk in sorted({*sums, *stored}):
        should, left = sums.get(pk, 0), lefts.get(pk, 0)
        if stored.get(pk, 0) != should:
            yield Difference("balance of credit", named(pk), stored.get(pk, 0), should)
            if fix:
                Balance.objects.filter(member=pk, unit=Unit.CREDIT).update(amount=should)
        if left != max(should, 0):
            yield Difference("open lots", named(pk), left, max(should, 0))


def _purchases(fix: bool) -> Iterator[Difference]:
    """Whatever was told of an order is posted."""
    orders = Event.objects.filter(name=rules.PLACED, object_kind="order").order_by("object_id")
    for order_id in orders.values_list("object_id", flat=True).distinct().iterator(chunk_size=BATCH):
        purchase = Purchase.read(order_id or 0)
        member = purchase.owner
        if member is None:
            continue
        target, posted = target_of(purchase, member)[0], posted_for(purchase, member)
        left_over = rules.to_take_back(posted=posted, target=target, ended=ended_of(purchase, member))
        if target > posted or left_over:
            yield Difference(f"earned by order {order_id}", named(member.pk), posted, target)
            if fix:
                actions.count_purchase(order_id or 0, trigger=purchase.facts[-1])
