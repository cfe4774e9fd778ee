"""Everything that is done with recognition. The only writes to this room's tables."""

from .backfill import back_fill, join_members
from .by_hand import badges_left, forget_given, give_badge, save_hand_badge, take_badge
from .ledger import enter, lock
from .presets import install_presets
from .recognise import may_touch, recognise, worth_a_look

__all__ = [
    "back_fill",
    "badges_left",
    "enter",
    "forget_given",
    "give_badge",
    "install_presets",
    "join_members",
    "lock",
    "may_touch",
    "recognise",
    "save_hand_badge",
    "take_badge",
    "worth_a_look",
]
