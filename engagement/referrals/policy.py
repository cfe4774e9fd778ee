"""Who may be invited by which code. Loaded rows only; the answer is a key of rules.REASONS, "" when nothing stands against it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.models import Member
from community.verdict import NO, YES, Verdict
from engagement.integrity.rules import canonical

from .models import Code, Referral
from .rules import REASONS, State


def why_not(code: Code | None, *, address: str = "", friend: Any = None, joined_this_month: int = 0, cap: int) -> str:
    """Why the code cannot bring this friend. `code.member` must be loaded; `friend` may be anonymous or not yet known."""
    if code is None:
        return "unknown"
    if friend is not None and friend.pk == code.member_id:
        return "own"
    if friend is not None and (friend.is_team or friend.is_staff):
        return "team"
    if not code.is_open or not _is_here(code.member):
        return "paused"
    if address and code.member.email and canonical(address) == canonical(code.member.email):
        return "same_address"
    return "full" if joined_this_month >= cap else ""


def _is_here(member: Member) -> bool:
    return bool(member.is_active and member.claimed_at and not member.erased_at and not member.merged_into_id)


def can_join_by(viewer: Any, code: Code) -> Verdict:
    """Whether whoever looks may press Join: somebody who is not here yet, on an invitation that is open."""
    if viewer.is_authenticated:
        return NO(REASONS["own" if viewer.pk == code.member_id else "member"])
    return NO(REASONS["paused"]) if why_not(code, cap=1) else YES


def can_take_off(viewer: Any, referral: Referral) -> Verdict:
    """The friend says that nobody invited them: until something came of it."""
    if viewer.pk != referral.friend_id:
        return NO(_("Only the friend can say that."))
    return (
        YES
        if referral.state in (State.ATTRIBUTED, State.VERIFIED)
        else NO(_("You have found help here already; it stays as it is."))
    )


def can_appeal(viewer: Any, referral: Referral) -> Verdict:
    """Once, by who invited, when it was refused. That there was no appeal yet is looked at when it is written."""
    if viewer.pk != referral.advocate_id:
        return NO(_("Only who invited can ask for another look."))
    refused = referral.state == State.REJECTED and referral.qualified_at is not None
    return YES if refused else NO(_("There is nothing to look at again."))


def can_resume(viewer: Any, code: Code) -> Verdict:
    if viewer.pk != code.member_id:
        return NO(_("This invitation belongs to somebody else."))
    return NO(_("The team has paused this invitation while something is being checked.")) if code.paused_by_team else YES
