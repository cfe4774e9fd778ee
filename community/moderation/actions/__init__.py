"""Everything that is done in moderation. The only writes to this room's tables; texts change by the forum's own actions."""

from .appeals import answer_appeal, appeal, others_than
from .deciding import close, hide, keep, move, reopen, restore, take
from .forgetting import forget_words
from .reporting import report_text
from .undoing import undo

__all__ = [
    "answer_appeal",
    "appeal",
    "close",
    "forget_words",
    "hide",
    "keep",
    "move",
    "reopen",
    "others_than",
    "report_text",
    "restore",
    "take",
    "undo",
]
