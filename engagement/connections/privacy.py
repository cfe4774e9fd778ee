"""What this room keeps about a member: which facts and profiles of them went to which system."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from .models import Delivery

HOLDS = (Holding(model=Delivery, what=_("Which systems were told about you"), leaving=Fate.EMPTIED, kept="deliveries"),)


def _about(member: Member) -> QuerySet[Delivery]:
    return Delivery.objects.filter(Q(event__subject=member) | Q(event__actor=member))


def export(member: Member) -> Rows:
    told = _about(member).order_by("pk").values("endpoint__name", "event__name", "state", "made_at", "told_at")
    return {"deliveries": list(told)}


def erase(member: Member) -> None:
    """What a receiver answered may repeat what it was told."""
    _about(member).exclude(answer="").update(answer="")
