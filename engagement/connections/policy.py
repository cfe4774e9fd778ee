from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.policy import reads_loyalty
from community.verdict import NO, YES, Verdict


def can_run_connections(member: Any) -> Verdict:
    """Which systems hear what is for the brand team and owners to decide."""
    if reads_loyalty(member):
        return YES
    return NO(_("Connections are for the brand team."))
