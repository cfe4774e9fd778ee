from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.policy import reads_loyalty as speaks_for_brand
from community.verdict import NO, YES, Verdict


def can_publish(viewer: Any) -> Verdict:
    return YES if speaks_for_brand(viewer) else NO(_("Only the brand's team writes the terms and the guidelines."))
