"""Everything that is done with invitations. The only writes to this room's tables."""

from .codes import make_code, pause_code, resume_code
from .deciding import appeal, decide
from .inviting import attribute, take_off
from .leaving import follow_merge, leave
from .programme import active_programme, change_programme
from .weighing import expire_late, joined_this_month, may_matter, reward_waiting, verify, weigh, worth_weighing

__all__ = [
    "active_programme",
    "appeal",
    "attribute",
    "change_programme",
    "decide",
    "expire_late",
    "follow_merge",
    "joined_this_month",
    "leave",
    "make_code",
    "may_matter",
    "pause_code",
    "resume_code",
    "reward_waiting",
    "take_off",
    "verify",
    "weigh",
    "worth_weighing",
]
