"""What this room keeps about a member."""

from typing import Any

from django.db import transaction

from community.members.models import Member

from .actions import forget_traces
from .models import Appeal, Trace


def export(member: Member) -> dict[str, Any]:
    """When sign-ins were noted (the network itself is not readable to us either), and what they asked us to look at again."""
    return {
        "sign_ins": list(Trace.objects.filter(member=member).order_by("pk").values("at", "browser")),
        "appeals": list(Appeal.objects.filter(member=member).order_by("pk").values("at", "words")),
    }


@transaction.atomic
def erase(member: Member) -> None:
    forget_traces(member)
    Appeal.objects.filter(member=member).update(words="")
