"""Who may do what with balances. Loaded rows only, no queries; `viewer` may be anonymous."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.models import Member
from community.members.policy import reads_loyalty
from community.verdict import NO, YES, Verdict


def can_keep_terms(viewer: Any) -> Verdict:
    return YES if reads_loyalty(viewer) else NO(_("Only the brand's team decides about balances."))


def can_correct(viewer: Any, member: Member) -> Verdict:
    """A person puts right with a name and words; nobody their own."""
    if member.erased_at or member.merged_into_id:
        return NO(_("This member is no longer here."))
    if member.pk == viewer.pk:
        return NO(_("Somebody else of the team puts your balance right."))
    return can_keep_terms(viewer) and has_account(member)


def has_account(member: Member) -> Verdict:
    return YES if member.claimed_at else NO(_("They have no account yet, and so no balance."))
