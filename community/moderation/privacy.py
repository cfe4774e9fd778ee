"""What this room keeps about a member: what they reported, what was decided about them, and what they said to it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from . import actions
from .models import Act, Appeal, Decision, Item, Report, Said, Sanction

HOLDS = (
    Holding(model=Report, what=_("What you reported, and why"), leaving=Fate.EMPTIED, kept="reporters"),
    Holding(model=Item, what=_("That a text of yours waits for somebody of the team, or waited"), leaving=Fate.NAMELESS),
    Holding(model=Decision, what=_("What the team decided about your texts and your account"), leaving=Fate.NAMELESS),
    Holding(model=Said, what=_("What the team wrote to you with a decision"), leaving=Fate.DELETED),
    Holding(model=Sanction, what=_("Warnings and suspensions, with their end"), leaving=Fate.NAMELESS),
    Holding(model=Appeal, what=_("What you asked the team to look at again, and why"), leaving=Fate.EMPTIED),
)

DECIDED = ("act", "kind", "text_id", "reason", "until", "at", "said__words")


def export(member: Member) -> Rows:
    """Without whoever reported them, and without who of the team decided."""
    about = Decision.objects.filter(member=member).exclude(act__in=[Act.KEEP, Act.LOOK_AGAIN])
    made = Decision.objects.filter(by=member)
    sanctions, appeals = Sanction.objects.filter(member=member), Appeal.objects.filter(member=member)
    return {
        "reports": list(Report.objects.filter(member=member).order_by("pk").values("reason", "words", "at", "was_right")),
        "decisions": list(about.order_by("pk").values(*DECIDED)),
        "decided": list(made.order_by("pk").values("act", "kind", "reason", "at")),
        "sanctions": list(sanctions.order_by("pk").values("kind", "reason", "since", "until", "ended_at")),
        "appeals": list(appeals.order_by("pk").values("words", "at")),
    }


@transaction.atomic
def erase(member: Member) -> None:
    actions.forget_words(member)
