from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.policy import reads_loyalty
from community.verdict import NO, YES, Verdict


def can_read_insights(viewer: Any) -> Verdict:
    return YES if reads_loyalty(viewer) else NO(_("Only the brand's team reads the figures."))
