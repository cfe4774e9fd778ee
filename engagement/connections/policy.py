from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.models import BRAND_TEAM, OWNERS
from community.verdict import NO, YES, Verdict


def can_run_connections(member: Any) -> Verdict:
    """Which systems hear what is for the brand team and owners to decide."""
    if getattr(member, "is_superuser", False) or getattr(member, "group_names", frozenset()) & {BRAND_TEAM, OWNERS}:
        return YES
    return NO(_("Connections are for the brand team."))
