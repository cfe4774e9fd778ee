"""The account of a member: their balance's row, locked, and the lots that are open. What every other action begins with.

What holds before and after each: the balance is the sum of the entries, and of the open lots without what is owed; where
something is owed no lot is open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.db.models.functions import Coalesce

from community import clock
from community.events.door import emit
from community.events.models import Event
from engagement.recognition import actions as recognition
from engagement.recognition.models import Balance, Entry, Unit

from .. import rules
from ..events import CreditExpired
from ..models import Consumption, Lot, Remark


@dataclass
class Account:
    """`lots` are open, usable and in the order in which they are used."""

    balance: Balance
    lots: list[Lot]

    @property
    def available(self) -> int:
        return sum(lot.left for lot in self.lots)

    @property
    def owed(self) -> int:
        """What was taken back after it had been spent, and no lot has covered yet."""
        return self.available - self.balance.amount


def open_account(member_id: int) -> Account:
    """Lock the account; what has ended by now ends first, so that nothing is spent that is not good any more."""
    balance = recognition.lock([member_id], unit=Unit.CREDIT)[member_id]
    account = Account(balance, list(Lot.objects.open().filter(member_id=member_id).in_order()))
    end_lots(account)
    return account


def end_lots(account: Account) -> int:
    """End the lots whose time is over; how much that was."""
    ended = [lot for lot in account.lots if lot.left and lot.has_ended(clock.now())]
    amount = sum(lot.left for lot in ended)
    if amount:
        event = emit(CreditExpired(subject_id=account.balance.member_id, amount=amount))
        for lot in ended:
            entry = enter(account, amount=-lot.left, kind=Entry.Kind.EXPIRE, rule="end", cause=f"lot:{lot.pk}", event=event)
            consume(entry, [(lot, lot.left)])
        account.lots = [lot for lot in account.lots if lot.left]
    return amount


def enter(
    account: Account,
    *,
    amount: int,
    kind: Entry.Kind,
    rule: str,
    cause: str,
    event: Event,
    words: str = "",
    by_id: int | None = None,
) -> Entry:
    entry = recognition.enter(account.balance, amount=amount, kind=kind, rule=rule, cause=cause, event=event)
    if words:
        Remark.objects.create(entry=entry, words=words[: rules.LONGEST_WORDS], by_id=by_id)
    return entry


def consume(entry: Entry, shares: Iterable[tuple[Lot, int]]) -> None:
    """Write which lots an entry takes from, or gives back to (below nought)."""
    some = [(lot, amount) for lot, amount in shares if amount]
    Consumption.objects.bulk_create(Consumption(entry=entry, lot=lot, amount=amount) for lot, amount in some)
    for lot, amount in some:
        lot.left -= amount
    Lot.objects.bulk_update([lot for lot, _ in some], ["left"], batch_size=200)


def take(account: Account, entry: Entry, *, first: str = "") -> int:
    """A debit takes from the lots: of the cause `first` before others. What no lot covers is owed; how much that is."""
    lots = sorted(account.lots, key=lambda lot: lot.cause != first) if first else account.lots
    shares = rules.share_out(-entry.amount, [lot.left for lot in lots])
    consume(entry, zip(lots, shares, strict=True))
    account.lots = [lot for lot in account.lots if lot.left]
    return -entry.amount - sum(shares)


def add_lot(account: Account, entry: Entry, *, expires_at: datetime | None) -> Lot:
    """What an entry added can be used from now on; what is owed is paid from it first."""
    lot = Lot.objects.create(
        entry=entry,
        member_id=entry.member_id,
        cause=entry.cause,
        amount=entry.amount,
        left=entry.amount,
        expires_at=expires_at,
    )
    account.lots.append(lot)
    settle(account)
    return lot


def settle(account: Account) -> None:
    """After something came in: what has ended ends, what is owed is paid, and the lots are in order again."""
    account.lots.sort(key=lambda lot: (lot.expires_at is None, lot.expires_at, lot.pk))
    end_lots(account)
    for entry, uncovered in _uncovered(account.balance.member_id) if account.owed and account.lots else ():
        shares = rules.share_out(uncovered, [lot.left for lot in account.lots])
        consume(entry, zip(account.lots, shares, strict=True))
        account.lots = [lot for lot in account.lots if lot.left]


def _uncovered(member_id: int) -> list[tuple[Entry, int]]:
    """What was taken back after it had been spent, oldest first, with how much of it no lot has covered yet."""
    taken = Entry.objects.filter(unit=Unit.CREDIT, member_id=member_id, kind=Entry.Kind.VOID).order_by("pk")
    rows = taken.annotate(covered=Coalesce(Sum("consumptions__amount"), 0))
    return [(entry, left) for entry in rows if (left := -entry.amount - entry.covered) > 0]
