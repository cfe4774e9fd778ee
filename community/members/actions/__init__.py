"""Everything that is done to a member. The only writes to this room's tables."""

from .agreeing import agree
from .consenting import allow, say_first, withdraw
from .exporting import ask_export, make_export, remove_exports
from .handles import checked_handle, handles_for, rename_handle, suggestions
from .joining import Ghost, confirm_address, create_ghosts, create_member, create_owner, let_unconfirmed_go, sign_up
from .knowing import Person, know_members
from .leaving import ask_to_leave, can_leave, forget, forget_due, stay
from .merging import claim_by_mail, claim_by_system, give_number, merge_member
from .profile import change_profile, choose_reach, remove_avatar, set_avatar, short_line
from .sessions import end_old_sessions, end_sessions
from .standing import add_unnamed_marks, note_groups, set_flair, set_groups, set_people_helped, set_unnamed_marks
from .suspending import readmit_member, suspend_member
from .tokens import create_token, note_token_used, revoke_token

__all__ = [
    "Ghost",
    "Person",
    "add_unnamed_marks",
    "agree",
    "allow",
    "ask_export",
    "ask_to_leave",
    "can_leave",
    "change_profile",
    "checked_handle",
    "choose_reach",
    "claim_by_mail",
    "claim_by_system",
    "confirm_address",
    "create_ghosts",
    "create_member",
    "create_owner",
    "create_token",
    "end_old_sessions",
    "end_sessions",
    "forget",
    "forget_due",
    "give_number",
    "handles_for",
    "know_members",
    "let_unconfirmed_go",
    "make_export",
    "merge_member",
    "note_groups",
    "note_token_used",
    "readmit_member",
    "remove_avatar",
    "remove_exports",
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
    "stay",
    "suggestions",
    "suspend_member",
    "withdraw",
]
