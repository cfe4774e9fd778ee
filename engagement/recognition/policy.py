from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.models import Member
from community.members.policy import reads_loyalty, without
from community.verdict import NO, YES, Verdict

from .models import Badge


def can_keep_badges(viewer: Any) -> Verdict:
    return YES if reads_loyalty(viewer) else without(viewer, _("Only the brand's team decides which badges are given by hand."))


def can_give_badges(viewer: Any, member: Member) -> Verdict:
    """The brand's team, by name; nobody themselves, and not each other. Who gives may also take back what others gave."""
    if member.erased_at or member.merged_into_id:
        return NO(_("This member is no longer here."))
    if verdict := can_keep_badges(viewer):
        return NO(_("Badges are for members, not for the team.")) if member.is_team else YES
    return verdict


def is_by_hand(badge: Badge) -> Verdict:
    """Only what the brand made to be given by hand: other badges are earned by their rule, and by nothing else."""
    return YES if badge.is_by_hand else NO(_("This badge is earned by its rule. Nobody gives it by hand."))


def can_be_given(badge: Badge) -> Verdict:
    if not (verdict := is_by_hand(badge)):
        return verdict
    return NO(_("This badge is not given any more. Whoever has it keeps it.")) if badge.retired_at else YES
