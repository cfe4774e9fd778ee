"""A shop takes from a member's balance, or gives back. Unlike facts, this asks: it is refused when there is too little."""

from dataclasses import dataclass

from django.db import transaction

from engagement.credit import actions as credit
from engagement.loyalty import actions as loyalty
from engagement.loyalty.models import Touchpoint

from .. import incoming
from .taking import KNOWN, NEW

SPENT, RETURNED = "credit.spent", "credit.returned"


@dataclass(frozen=True, kw_only=True)
class Paid:
    """What became of it: recorded, or known from before; what the member can spend now, and in what."""

    id: str
    status: str
    available: int
    unit: str


@transaction.atomic
def take_from_balance(told: incoming.CreditSpent) -> Paid:
    """404 unknown or no balances here, 409 too little or an id that names something else."""
    terms = credit.terms_in_force()
    member = credit.who(number=told.member.number, system=f"{told.source}:{told.member.id}" if told.member.id else "")
    place = Touchpoint.objects.filter(slug=told.touchpoint).values_list("name", flat=True).first() or ""
    is_new, available = credit.spend(
        member,
        amount=told.amount,
        source=told.source,
        source_id=f"{SPENT}:{told.id}",
        at=told.time,
        touchpoint=told.touchpoint,
        words=place,
    )
    return _paid(told, is_new, available, terms.unit)


@transaction.atomic
def give_to_balance(told: incoming.CreditReturned) -> Paid:
    """404 when nothing was spent under that id, 409 when less is left of it."""
    terms = credit.terms_in_force()
    is_new, available = credit.give_back(
        spending=f"{SPENT}:{told.spending}",
        source=told.source,
        source_id=f"{RETURNED}:{told.id}",
        at=told.time,
        amount=told.amount,
        touchpoint=told.touchpoint,
    )
    return _paid(told, is_new, available, terms.unit)


def _paid(told: incoming.Item, is_new: bool, available: int, unit: str) -> Paid:
    if is_new:
        loyalty.hear(told.touchpoint)
    return Paid(id=told.id, status=NEW if is_new else KNOWN, available=available, unit=unit)
