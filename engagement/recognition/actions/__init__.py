"""Everything that is done with recognition. The only writes to this room's tables."""

from .backfill import back_fill, join_members
from .ledger import enter, lock
from .presets import install_presets
from .recognise import may_touch, recognise, worth_a_look

__all__ = ["back_fill", "enter", "install_presets", "join_members", "lock", "may_touch", "recognise", "worth_a_look"]
