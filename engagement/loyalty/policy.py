from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.models import LOYALTY_READ, Member
from community.members.policy import reads_loyalty
from community.verdict import NO, YES, Verdict


def can_read_profile(token: Any, member: Member) -> Verdict:
    """A key opens its own member's profile, and everybody's with the scope for it."""
    if token.member_id == member.pk or LOYALTY_READ in token.scopes:
        return YES
    return NO(_("This key opens its own member's loyalty profile only."))


def can_keep_programme(viewer: Any) -> Verdict:
    return YES if reads_loyalty(viewer) else NO(_("Only the brand's team decides what membership is."))
