"""Visits of signed-in browsers, as Django and allauth keep them."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from ..models import Member


@transaction.atomic
def end_sessions(member: Member, *, listed_only: bool = False) -> None:
    """On every device. A session names its member only inside: those that allauth did not list are found by reading all.

    `listed_only` spares that where something else keeps them out (backend.py).
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = set(UserSession.objects.filter(user=member).values_list("session_key", flat=True))
    for session in () if listed_only else Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(member.pk):
            keys.add(session.session_key)
    for key in keys:
        store(key).delete()
    UserSession.objects.filter(user=member).delete()


@transaction.atomic
def end_old_sessions() -> int:
    """Those that have run out, and what was known of their devices."""
    ended, _each = Session.objects.filter(expire_date__lt=now()).delete()
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(there)).delete()
    return ended
