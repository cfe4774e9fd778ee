"""Who may do what with guides. Loaded rows only."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from community.forum import policy as forum
from community.forum.models import Answer
from community.verdict import NO, YES, Verdict


def can_make_guide(member: Any, answer: Answer) -> Verdict:
    """The brand's team makes a guide of an answer that everybody may read."""
    if verdict := forum.can_reuse(member, answer):
        return YES if answer.question.is_listed else NO(_("Only what everybody may read becomes a guide."))
    return verdict
