"""Where people sign in from, written so that it can be compared for a while and then not even that."""

import hashlib
import hmac
import secrets
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from community import clock
from community.members.models import Member

from .. import rules
from ..models import NetworkKey, Trace


@transaction.atomic
def note_trace(member: Member, *, address: str, user_agent: str) -> None:
    """Remember the network and the browser's family; the address itself is kept nowhere."""
    network = rules.network_of(address)
    if not network:
        return
    monday = clock.now().date() - timedelta(days=clock.now().weekday())
    before = NetworkKey.objects.filter(week=monday - timedelta(days=7)).first()
    Trace.objects.create(
        member=member,
        network=_hash(network, _key(monday)),
        network_before=_hash(network, before) if before else "",
        browser=rules.family_of(user_agent),
        at=clock.now(),
    )


def _key(monday: date) -> NetworkKey:
    return NetworkKey.objects.get_or_create(week=monday, defaults={"secret": secrets.token_bytes(32)})[0]


def _hash(network: str, key: NetworkKey) -> str:
    return hmac.new(bytes(key.secret), network.encode(), hashlib.sha256).hexdigest()[:32]


@transaction.atomic
def forget_old() -> int:
    """Traces and keys after their 30 days; how many."""
    late = clock.now() - timedelta(days=settings.KEEP_DAYS["traces"])
    old = list(Trace.objects.filter(at__lt=late).order_by("at").values_list("pk", flat=True)[:5_000])
    NetworkKey.objects.filter(week__lt=(late - timedelta(days=7)).date()).delete()
    return Trace.objects.filter(pk__in=old).delete()[0]


def forget_traces(member: Member) -> None:
    Trace.objects.filter(member=member).delete()
