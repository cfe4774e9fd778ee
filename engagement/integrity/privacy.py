"""What this room keeps about a member."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from .actions import forget_traces
from .models import Appeal, Decision, Trace

HOLDS = (
    Holding(model=Trace, what=_("That you signed in, from a network nobody can read"), leaving=Fate.DELETED, kept="traces"),
    Holding(model=Appeal, what=_("What you asked us to look at again, and why"), leaving=Fate.EMPTIED),
    Holding(model=Decision, what=_("What you decided about invitations, for the team"), leaving=Fate.NAMELESS),
)


def export(member: Member) -> Rows:
    """When sign-ins were noted (the network itself is not readable to us either), and what they asked us to look at again."""
    return {
        "sign_ins": list(Trace.objects.filter(member=member).order_by("pk").values("at", "browser")),
        "decisions": list(Decision.objects.filter(by=member).order_by("pk").values("at", "fair", "reason")),
        "appeals": list(Appeal.objects.filter(member=member).order_by("pk").values("at", "words")),
    }


@transaction.atomic
def erase(member: Member) -> None:
    forget_traces(member)
    Appeal.objects.filter(member=member).update(words="")
