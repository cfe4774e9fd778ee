"""Everything that is done to a member. The only writes to this room's tables."""

from .consenting import allow, say_first, withdraw
from .handles import checked_handle, handles_for, rename_handle, suggestions
from .joining import Ghost, confirm_address, create_ghost, create_ghosts, create_member, create_owner, let_unconfirmed_go, sign_up
from .knowing import know_member
from .merging import claim_by_mail, give_number, merge_member
from .profile import change_profile, choose_reach, remove_avatar, set_avatar, short_line
from .standing import add_unnamed_marks, note_groups, set_flair, set_groups, set_people_helped, set_unnamed_marks
from .tokens import create_token, note_token_used, revoke_token

__all__ = [
    "Ghost",
    "add_unnamed_marks",
    "allow",
    "change_profile",
    "choose_reach",
    "checked_handle",
    "claim_by_mail",
    "confirm_address",
    "create_ghost",
    "create_ghosts",
    "create_member",
    "create_owner",
    "create_token",
    "give_number",
    "handles_for",
    "know_member",
    "let_unconfirmed_go",
    "merge_member",
    "note_groups",
    "note_token_used",
    "remove_avatar",
    "rename_handle",
    "revoke_token",
    "say_first",
    "set_avatar",
    "set_flair",
    "set_groups",
    "set_people_helped",
    "set_unnamed_marks",
    "short_line",
    "sign_up",
    "suggestions",
    "withdraw",
]
