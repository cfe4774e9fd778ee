"""What this room keeps about a member."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from .models import Message, Preference

HOLDS = (
    Holding(model=Message, what=_("What you were told, when, here or by mail"), leaving=Fate.DELETED, kept="messages"),
    Holding(model=Preference, what=_("What you do not want to be told"), leaving=Fate.DELETED),
)


def export(member: Member) -> Rows:
    """What was told, when, through which channel, and what is not wanted."""
    told = Message.objects.filter(member=member).order_by("pk")
    unwanted = Preference.objects.filter(member=member).order_by("pk")
    return {
        "messages": list(told.values("kind", "channel", "created_at", "read_at", "sent_at")),
        "unwanted": list(unwanted.values("kind", "channel")),
    }


@transaction.atomic
def erase(member: Member) -> None:
    Message.objects.filter(member=member).delete()
    Preference.objects.filter(member=member).delete()
