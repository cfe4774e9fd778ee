"""What purchases earn. A purchase is looked at as a whole, from all facts about it, and the difference is posted: told late,
twice or in another order it comes to the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum

from community.events.door import emit
from community.events.models import Event
from community.members.models import Member
from engagement.recognition.models import Entry, Unit
from engagement.rules.facts import of_members

from .. import policy, rules
from ..events import CreditEarned, CreditTakenBack
from ..models import Consumption, Terms
from .accounts import Account, add_lot, enter, open_account, take

NOTHING = "order-0"  # no terms were in force


@dataclass
class Purchase:
    """All that was told of one purchase; `placed` is None while only its refund is known."""

    order_id: int
    facts: list[Event]

    @classmethod
    def read(cls, order_id: int) -> "Purchase":
        told = Event.objects.filter(object_kind="order", object_id=order_id, name__in=(rules.PLACED, rules.REFUNDED))
        return cls(order_id, list(told.select_related("subject__merged_into").order_by("occurred_at", "pk")))

    @property
    def placed(self) -> Event | None:
        return next((fact for fact in self.facts if fact.name == rules.PLACED), None)

    @property
    def owner(self) -> Member | None:
        """Whose it is now; None while nobody with an account could have a balance for it."""
        if self.placed is None:
            return None
        member = self.placed.subject.merged_into or self.placed.subject
        return member if policy.has_account(member) and not member.erased_at else None

    @property
    def cause(self) -> str:
        return f"order:{self.order_id}"

    @property
    def kept(self) -> int:
        """What was paid and not given back, in the smallest unit of the currency."""
        back = sum(fact.extras["amount"] for fact in self.facts if fact.name == rules.REFUNDED)
        return self.placed.extras["amount"] - back if self.placed else 0


def worth_counting(events: Sequence[Event]) -> Iterable[Event]:
    """None of them where the brand never had balances."""
    return events if Terms.objects.exists() else ()


def count_purchases(event: Event) -> None:
    """After a fact that may change what purchases earn: of the one it is about, or of somebody who has an account now."""
    if event.object_kind == "order":
        count_purchase(event.object_id or 0, trigger=event)
        return
    theirs = Event.objects.filter(of_members([event.subject_id]), name=rules.PLACED, object_kind="order").order_by("pk")
    for order_id in theirs.values_list("object_id", flat=True):
        count_purchase(order_id or 0, trigger=event)


@transaction.atomic
def count_purchase(order_id: int, *, trigger: Event) -> int:
    """Post the difference between what a purchase should have earned and what was posted for it; the difference."""
    purchase = Purchase.read(order_id)
    member = purchase.owner
    if member is None or not (target_of(purchase, member)[0] or posted_for(purchase, member)):
        return 0  # nobody gets an account for nothing
    account = open_account(member.pk)
    purchase = Purchase.read(order_id)  # read after the lock: a fact that came a moment before is seen
    target, rule = target_of(purchase, member)
    posted = posted_for(purchase, member)
    if target > posted:
        return _earn(account, purchase, target - posted, rule, trigger)
    amount = rules.to_take_back(posted=posted, target=target, ended=ended_of(purchase, member))
    return -_take_back(account, purchase, amount, rule, trigger) if amount else 0


def target_of(purchase: Purchase, member: Member) -> tuple[int, str]:
    """What a purchase should have earned by the terms of its moment, and their rule. The team earns nothing."""
    placed = purchase.placed
    terms = Terms.at(placed.occurred_at) if placed else None
    if placed is None or terms is None:
        return 0, NOTHING
    rule = f"order-{terms.pk}"
    if placed.extras["currency"] != terms.currency or placed.by_staff or (member.is_team and not posted_for(purchase, member)):
        return 0, rule
    return rules.earned(purchase.kept, cents=terms.cents), rule


def posted_for(purchase: Purchase, member: Member) -> int:
    entries = Entry.objects.filter(unit=Unit.CREDIT, member=member, cause=purchase.cause)
    return entries.aggregate(sum=Sum("amount"))["sum"] or 0


def ended_of(purchase: Purchase, member: Member) -> int:
    """How much of what it earned ended unused."""
    ends = Consumption.objects.filter(lot__member=member, lot__cause=purchase.cause, entry__kind=Entry.Kind.EXPIRE)
    return ends.aggregate(sum=Sum("amount"))["sum"] or 0


def _earn(account: Account, purchase: Purchase, amount: int, rule: str, trigger: Event) -> int:
    placed = purchase.placed
    assert placed is not None
    terms = Terms.at(placed.occurred_at)
    event = _unused(purchase, Entry.Kind.EARN, [placed, trigger])
    entry = enter(account, amount=amount, kind=Entry.Kind.EARN, rule=rule, cause=purchase.cause, event=event)
    add_lot(account, entry, expires_at=rules.ends_at(placed.occurred_at, months=terms.months if terms else None))
    emit(CreditEarned(subject_id=entry.member_id, object_id=purchase.order_id, amount=amount))
    return amount


def _take_back(account: Account, purchase: Purchase, amount: int, rule: str, trigger: Event) -> int:
    """From what the purchase itself earned, then from what else there is; what is left of it is owed."""
    event = _unused(purchase, Entry.Kind.VOID, [trigger, *reversed(purchase.facts)])
    entry = enter(account, amount=-amount, kind=Entry.Kind.VOID, rule=rule, cause=purchase.cause, event=event)
    owed = take(account, entry, first=purchase.cause)
    emit(CreditTakenBack(subject_id=entry.member_id, object_id=purchase.order_id, amount=amount, owed=owed))
    return amount


def _unused(purchase: Purchase, kind: Entry.Kind, events: list[Event]) -> Event:
    """The first of these facts that no entry of this kind names for the purchase yet."""
    entries = Entry.objects.filter(unit=Unit.CREDIT, cause=purchase.cause, kind=kind)
    used = set(entries.values_list("event_id", flat=True))
    return next(event for event in [*events, *purchase.facts] if event.pk not in used)
