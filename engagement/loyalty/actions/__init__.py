"""Everything that is done to what the brand knows about a member. The only writes to this room's tables."""

from .looks import forget_old_looks, note_look
from .profiles import BATCH, back_fill, refresh_profiles

__all__ = ["BATCH", "back_fill", "forget_old_looks", "note_look", "refresh_profiles"]
