"""A member does nothing for some time. Why, moderation knows; here it takes effect: at once, and everywhere."""

from datetime import datetime

from django.db import transaction

from ..models import Member
from .sessions import end_sessions


@transaction.atomic
def suspend_member(member: Member, *, until: datetime) -> None:
    """Their sessions end, and with those their sockets; their keys open nothing; they can't sign in before the end.

    The row is written first: who signs in in the same moment is met by it (see backend.py), whatever session they got.
    """
    Member.objects.filter(pk=member.pk).update(suspended_until=until)
    end_sessions(member, listed_only=True)


def readmit_member(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(suspended_until=None)
