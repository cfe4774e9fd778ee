"""Everything that is done to what the brand knows about a member. The only writes to this room's tables."""

from .asking import ask_owners
from .contacts import answer_correction, finish_contact, hand_over, hide_contact, note_contact, say_wrong
from .keeping import end_keeper, set_keeper
from .looks import forget_old_looks, note_look
from .merging import take_over
from .orders import (
    Bought,
    Purchase,
    claim_order,
    count_waiting_refunds,
    hear,
    hear_of,
    keep_codes,
    place_orders,
    refund_order,
)
from .owned import give_up, say_owned, set_owned
from .profiles import BATCH, back_fill, refresh_profiles
from .proposing import accept_proposal, decline_proposal, propose_merges
from .thanking import thank, thanks_left
from .tiers import install_tiers, look_again, look_at_due, programme, save_tier, set_programme

__all__ = [
    "BATCH",
    "Bought",
    "Purchase",
    "accept_proposal",
    "answer_correction",
    "ask_owners",
    "back_fill",
    "claim_order",
    "count_waiting_refunds",
    "decline_proposal",
    "end_keeper",
    "finish_contact",
    "forget_old_looks",
    "give_up",
    "hand_over",
    "hear",
    "hear_of",
    "hide_contact",
    "install_tiers",
    "keep_codes",
    "look_again",
    "look_at_due",
    "note_contact",
    "note_look",
    "place_orders",
    "programme",
    "propose_merges",
    "refresh_profiles",
    "refund_order",
    "save_tier",
    "say_owned",
    "say_wrong",
    "set_keeper",
    "set_owned",
    "set_programme",
    "take_over",
    "thank",
    "thanks_left",
]
