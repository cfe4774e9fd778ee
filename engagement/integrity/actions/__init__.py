"""Everything that is noted about fairness, and decided. The only writes to this room's tables."""

from .deciding import appeal, decide, decide_again
from .signs import note_signs
from .traces import forget_old, forget_traces, note_trace

__all__ = ["appeal", "decide", "decide_again", "forget_old", "forget_traces", "note_signs", "note_trace"]
