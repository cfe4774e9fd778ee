"""Everything that is done to what the brand knows about a member. The only writes to this room's tables."""

from .contacts import answer_correction, finish_contact, hide_contact, note_contact, say_wrong
from .looks import forget_old_looks, note_look
from .profiles import BATCH, back_fill, refresh_profiles
from .tiers import install_tiers, look_again, look_at_due, programme, save_tier, set_programme

__all__ = [
    "BATCH",
    "answer_correction",
    "back_fill",
    "finish_contact",
    "forget_old_looks",
    "hide_contact",
    "install_tiers",
    "look_again",
    "look_at_due",
    "note_contact",
    "note_look",
    "programme",
    "refresh_profiles",
    "save_tier",
    "say_wrong",
    "set_programme",
]
