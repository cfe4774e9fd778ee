"""Everything that is done with rewards. The only writes to this room's tables."""

from .buying import buy
from .ending import cancel, expire_due, forget, remind_due
from .giving import answer, fill, fill_all, give, give_by_rule, worth_giving
from .pools import Filled, add_codes, save_reward
from .redeeming import redeem, take_back

__all__ = [
    "Filled",
    "add_codes",
    "answer",
    "buy",
    "cancel",
    "expire_due",
    "fill",
    "fill_all",
    "forget",
    "give",
    "give_by_rule",
    "redeem",
    "remind_due",
    "save_reward",
    "take_back",
    "worth_giving",
]
