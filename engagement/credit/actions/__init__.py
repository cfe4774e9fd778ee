"""Everything that is done with balances. The only writes to this room's tables, and to the ledger's entries of credit."""

from .accounts import open_account
from .earning import count_purchase, count_purchases, worth_counting
from .keeping import correct, expire_due, forget, remind_due, set_terms
from .spending import give_back, pay, pay_back, spend, terms_in_force, who

__all__ = [
    "correct",
    "count_purchase",
    "count_purchases",
    "expire_due",
    "forget",
    "give_back",
    "open_account",
    "pay",
    "pay_back",
    "remind_due",
    "set_terms",
    "spend",
    "terms_in_force",
    "who",
    "worth_counting",
]
