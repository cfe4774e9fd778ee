"""What a member's balance tells the rest of the product. Amounts are in the brand's own unit, never money."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class CreditEarned(Fact):
    """A purchase of a member's added to their balance."""

    name = "credit.earned"
    about = "order"
    amount: int = 0


@dataclass(frozen=True, kw_only=True)
class CreditTakenBack(Fact):
    """A purchase was given back, and what it had added to a member's balance with it."""

    name = "credit.taken_back"
    about = "order"
    amount: int = 0
    owed: int = 0  # so much of it was spent already, and is taken from what is earned next


@dataclass(frozen=True, kw_only=True)
class CreditSpent(Fact):
    """A member spent of their balance: for a reward here, or in a shop."""

    name = "credit.spent"
    amount: int = 0
    pool: str = ""  # the code of the reward; nothing in a shop
    touchpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class CreditReturned(Fact):
    """What a member had spent of their balance was given back, whole or in part."""

    name = "credit.returned"
    amount: int = 0
    pool: str = ""
    touchpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class CreditExpiring(Fact):
    """A part of a member's balance ends within 30 days."""

    name = "credit.expiring"
    amount: int = 0
    until: str = ""  # the last day it is good for, as 2026-12-31


@dataclass(frozen=True, kw_only=True)
class CreditExpired(Fact):
    """A part of a member's balance ended unused."""

    name = "credit.expired"
    amount: int = 0


@dataclass(frozen=True, kw_only=True)
class CreditCorrected(Fact):
    """Somebody of the team put a member's balance right, and said why."""

    name = "credit.corrected"
    amount: int = 0  # below nought: taken away
