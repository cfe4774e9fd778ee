"""Everything that is done in moderation. The only writes to this room's tables; texts change by the forum's own actions."""

from .appeals import answer_appeal, appeal, others_than
from .deciding import approve, close, hide, keep, mark_duplicate, move, note_edit, reopen, restore, take
from .forgetting import forget_words
from .phrases import remove_phrase, save_phrase
from .reporting import (
    confirm_report,
    forget_reporters,
    note_outcome,
    note_receipt,
    queue_held,
    report_illegal,
    report_text,
)
from .sanctions import end_suspensions, hide_and_suspend, suspend, warn
from .undoing import undo
from .waves import bring_back, standing, sweep

__all__ = [
    "answer_appeal",
    "appeal",
    "approve",
    "bring_back",
    "close",
    "confirm_report",
    "end_suspensions",
    "forget_reporters",
    "forget_words",
    "hide",
    "hide_and_suspend",
    "keep",
    "mark_duplicate",
    "move",
    "remove_phrase",
    "reopen",
    "note_edit",
    "note_outcome",
    "note_receipt",
    "others_than",
    "queue_held",
    "report_illegal",
    "report_text",
    "restore",
    "save_phrase",
    "standing",
    "suspend",
    "sweep",
    "take",
    "undo",
    "warn",
]
