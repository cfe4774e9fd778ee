"""What this room keeps about a member: to which terms they agreed, and which they wrote."""

from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from .models import Accepted, Paper

HOLDS = (
    Holding(model=Accepted, what=_("Which version of the terms you agreed to, and when"), leaving=Fate.NAMELESS),
    Holding(model=Paper, what=_("Versions of the terms and guidelines you published"), leaving=Fate.NAMELESS),
)


def export(member: Member) -> Rows:
    return {
        "accepted_terms": list(member.accepted_terms.order_by("pk").values("version", "where", "at")),
        "papers": list(Paper.objects.filter(by=member).order_by("pk").values("kind", "version", "at")),
    }


def erase(member: Member) -> None:
    """Both are the proof of what was in force and who agreed: they stay, on a row without a name."""
