"""Everything that is done to what the brand knows about a member. The only writes to this room's tables."""

from .looks import forget_old_looks, note_look
from .profiles import BATCH, back_fill, refresh_profiles
from .tiers import install_tiers, look_again, look_at_due, programme, save_tier, set_programme

__all__ = [
    "BATCH",
    "back_fill",
    "forget_old_looks",
    "install_tiers",
    "look_again",
    "look_at_due",
    "note_look",
    "programme",
    "refresh_profiles",
    "save_tier",
    "set_programme",
]
