"""Who may do what to a member. Loaded rows only, no queries; `viewer` may be anonymous."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from community.verdict import NO, YES, Verdict

from .models import BRAND_TEAM, OWNERS, ApiToken, Member

STEP_FIRST = _("Show your second step first: “Manage” in your menu leads to it.")


def without(viewer: Any, reason: Any) -> Verdict:
    """The NO to somebody who lacks a right of the team, or has it and has yet to show a second factor."""
    return NO(STEP_FIRST if getattr(viewer, "is_team", False) and viewer.off_duty else reason)


def can_edit_profile(viewer: Any, member: Member) -> Verdict:
    """One's own profile; owners may help out. An erased or merged member is edited by nobody."""
    if member.erased_at or member.merged_into_id:
        return NO(_("This member is no longer here."))
    if viewer.pk == member.pk or is_owner(viewer):
        return YES
    return NO(_("Only the member can change this."))


def can_set_groups(viewer: Any) -> Verdict:
    return YES if is_owner(viewer) else NO(_("Only an owner decides who is in the team."))


def can_create_token(viewer: Any, member: Member, scopes: Sequence[str]) -> Verdict:
    if viewer.pk != member.pk:
        return NO(_("Keys are made by the person who uses them."))
    if scopes and not reads_loyalty(viewer):
        return NO(_("Only the brand's team can make a key that is about other people."))
    return YES


def can_revoke_token(viewer: Any, token: ApiToken) -> Verdict:
    return YES if viewer.pk == token.member_id or is_owner(viewer) else NO(_("This key belongs to somebody else."))


def can_allow(viewer: Any, member: Member) -> Verdict:
    """Only they themselves: nobody agrees for somebody else."""
    if member.erased_at or member.merged_into_id:
        return NO(_("This member is no longer here."))
    return YES if viewer.pk == member.pk else NO(_("Only the member can agree to this."))


def can_withdraw(viewer: Any, member: Member) -> Verdict:
    """They themselves, or the brand's team when they ask for it at the counter."""
    return YES if viewer.pk == member.pk or reads_loyalty(viewer) else NO(_("Only the member can take this back."))


def is_owner(viewer: Any) -> bool:
    return getattr(viewer, "on_duty", False) and bool(viewer.is_superuser or OWNERS in viewer.group_names)


def reads_loyalty(viewer: Any) -> bool:
    """In the brand's team or an owner: who may read others' loyalty profiles."""
    return is_owner(viewer) or BRAND_TEAM in getattr(viewer, "group_names", ())


def can_merge(viewer: Any) -> Verdict:
    return YES if reads_loyalty(viewer) else NO(_("Only the brand's team decides that two are one."))
