"""Who decides, and who decides again. Loaded rows only."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from community import clock
from community.verdict import NO, YES, Verdict

from .models import Decision

ALONE_AFTER = timedelta(hours=48)  # where nobody else is there, the same person looks again, after two nights


def can_decide(viewer: Any) -> Verdict:
    return YES if getattr(viewer, "on_duty", False) else NO(_("Only the team decides this."))


def can_decide_again(viewer: Any, first: Decision) -> Verdict:
    """Somebody else than at first; or the same person, two days later, on record."""
    if not (verdict := can_decide(viewer)):
        return verdict
    if first.by_id != viewer.pk or clock.now() - first.at >= ALONE_AFTER:
        return YES
    return NO(_("You refused this yourself. Somebody else looks at the appeal, or you again 48 hours after your decision."))
