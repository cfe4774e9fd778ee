"""Everything that is done to connections and to what they owe. The only writes to this room's tables."""

from .deliveries import (
    Outcome,
    due_endpoints,
    forget_old_deliveries,
    hand_out,
    next_due,
    owe_deliveries,
    replay,
    resend,
    settle,
)
from .endpoints import add_endpoint, change_endpoint, disable_endpoint, enable_endpoint, rotate_secret, send_test
from .exports import export_facts, export_profiles
from .shops import add_shop, hear_from_shop, remove_shop
from .taking import KNOWN, NEW, REFUSED, Taken, take, take_all
from .till import Paid, give_to_balance, take_from_balance

__all__ = [
    "KNOWN",
    "NEW",
    "Outcome",
    "Paid",
    "REFUSED",
    "Taken",
    "add_endpoint",
    "add_shop",
    "change_endpoint",
    "disable_endpoint",
    "due_endpoints",
    "enable_endpoint",
    "export_facts",
    "export_profiles",
    "forget_old_deliveries",
    "give_to_balance",
    "hand_out",
    "hear_from_shop",
    "next_due",
    "owe_deliveries",
    "remove_shop",
    "replay",
    "resend",
    "rotate_secret",
    "send_test",
    "settle",
    "take",
    "take_all",
    "take_from_balance",
]
