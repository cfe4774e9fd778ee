"""What this room keeps about a member."""

from typing import Any

from django.db import transaction

from community.members.models import Member

from .models import Message, Preference


def export(member: Member) -> dict[str, Any]:
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
