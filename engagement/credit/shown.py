"""A balance as its owner reads it, and what other rooms show of it. Reads only, and only while the brand has it switched on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext as _

from community.members.models import Member
from engagement.recognition.models import Balance, Entry, Unit

from . import rules
from .models import Lot, Terms

PAGE = 20
DAYS = 6  # on which something ends that stand one by one


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry in words: what it was for, who of the team did it, and what else there is to say."""

    entry: Entry
    words: str
    more: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class State:
    """What a member can spend now, what they owe, and what of it ends on which day, the nearest first."""

    available: int
    owed: int
    endings: list[tuple[date, int]]
    endless: int
    soon: int  # of it, within 30 days

    @property
    def nearest(self) -> list[tuple[date, int]]:
        return self.endings[:DAYS]

    @property
    def later(self) -> int:
        return sum(amount for _day, amount in self.endings[DAYS:])


def state_of(member: Member) -> State:
    lots = list(Lot.objects.usable().filter(member=member))
    balance = Balance.objects.filter(member=member, unit=Unit.CREDIT).first()
    days: dict[date, int] = defaultdict(int)
    for lot in lots:
        if lot.last_day:
            days[lot.last_day] += lot.left
    near = rules.notice_ends()
    return State(
        available=sum(lot.left for lot in lots),
        owed=max(-balance.amount, 0) if balance else 0,
        endings=sorted(days.items()),
        endless=sum(lot.left for lot in lots if lot.expires_at is None),
        soon=sum(lot.left for lot in lots if lot.expires_at and lot.expires_at <= near),
    )


def available_of(member: Member) -> int:
    return Lot.objects.usable().filter(member=member).aggregate(sum=Sum("left"))["sum"] or 0


def lines_of(member: Member, *, before: int | None = None) -> tuple[list[Line], int | None]:
    """The member's statement, newest first, and the cursor of what is older (None at the end). Two queries."""
    entries = Entry.objects.filter(unit=Unit.CREDIT, member=member).select_related("event", "remark__by").order_by("-pk")
    if before:
        entries = entries.filter(pk__lt=before)
    found = list(entries[: PAGE + 1])
    return [_line(entry) for entry in found[:PAGE]], found[PAGE - 1].pk if len(found) > PAGE else None


def _line(entry: Entry) -> Line:
    remark = getattr(entry, "remark", None)
    words = remark.words if remark else ""
    by = remark.by.shown_name if remark and remark.by else ""
    match entry.kind:
        case Entry.Kind.EARN:
            return Line(entry=entry, words=_("Purchase of %(amount)s") % {"amount": _paid(entry)})
        case Entry.Kind.VOID:
            return Line(entry=entry, words=_("A purchase was given back"), more=_("What it had added goes back with it."))
        case Entry.Kind.SPEND:
            said = _("In a shop: %(what)s") if entry.rule == "till" else _("For: %(what)s")
            return Line(entry=entry, words=said % {"what": words} if words else _("Spent in a shop"))
        case Entry.Kind.BACK:
            said = _("Given back: %(what)s") % {"what": words} if words else _("Given back by a shop")
            return Line(entry=entry, words=said, more=_("It ends when it would have ended."))
        case Entry.Kind.EXPIRE:
            return Line(entry=entry, words=_("Ended unused"))
    return Line(entry=entry, words=_("Put right by the team"), more=words, by=by)


def _paid(entry: Entry) -> str:
    """The amount and day of the purchase: 49.90 EUR on 12 May 2026."""
    amount, currency = entry.event.extras.get("amount", 0), entry.event.extras.get("currency", "")
    day = date_format(localtime(entry.at, get_default_timezone()), "DATE_FORMAT")
    return _("%(amount)s on %(day)s") % {"amount": f"{amount // 100}.{amount % 100:02d} {currency}", "day": day}


# --- for rooms above ----------------------------------------------------------------------------------------------


def unit_name() -> str:
    """What a balance is counted in; "" while members have none. One query."""
    terms = Terms.current()
    return terms.unit if terms else ""


def sections(member_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """{member: what their loyalty profile says of it}, for those who ever had any. Two queries."""
    ids = list(member_ids)
    owed = dict(Balance.objects.filter(member_id__in=ids, unit=Unit.CREDIT).values_list("member_id", "amount"))
    lots: dict[int, list[Lot]] = defaultdict(list)
    for lot in Lot.objects.open().filter(member_id__in=list(owed)).in_order() if owed else ():
        lots[lot.member_id].append(lot)
    return {pk: _section(lots[pk], amount) for pk, amount in owed.items()}


def _section(lots: list[Lot], amount: int) -> dict[str, Any]:
    """Of what ends, the first day: whoever wants to remind somebody needs no more."""
    first = next((lot.last_day for lot in lots if lot.last_day), None)
    ending = sum(lot.left for lot in lots if lot.last_day == first) if first else 0
    return {
        "available": sum(lot.left for lot in lots),
        "owed": max(-amount, 0),
        "ends_next": {"on": first.isoformat(), "amount": ending} if first else None,
    }
