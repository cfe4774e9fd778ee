"""What this room keeps about a member: what they needed of the team, and how they said it went."""

from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from . import actions
from .models import Case, Survey

HOLDS = (
    Holding(model=Survey, what=_("How you said it went, and whether you would recommend us"), leaving=Fate.DELETED),
    Holding(model=Case, what=_("What the team had to resolve for you, and what came of it"), leaving=Fate.DELETED),
)

SAID = ("kind", "summary", "severity", "state", "opened_at", "outcome", "answered_at", "worked")


def export(member: Member) -> Rows:
    surveys = member.surveys.order_by("pk").values("kind", "question__title", "asked_at", "answered_at", "score", "words")
    return {"cases": list(member.cases.order_by("pk").values(*SAID)), "surveys": list(surveys)}


def erase(member: Member) -> None:
    actions.forget_cases(member)
