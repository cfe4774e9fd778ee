"""What this room keeps about a member."""

from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from . import actions
from .models import Gift

HOLDS = (Holding(model=Gift, what=_("Rewards you were given, what for, and what became of them"), leaving=Fate.EMPTIED),)


def export(member: Member) -> Rows:
    gifts = Gift.objects.filter(member=member).order_by("pk")
    shown = ("reward__name", "voucher__code", "why", "status", "asked_at", "given_at", "expires_at", "ended_at")
    return {"rewards": list(gifts.values(*shown))}


def erase(member: Member) -> None:
    actions.forget(member)
