"""Which systems are told what: what the brand team decides on the desk."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from community.events.door import emit
from community.members.models import BRAND_TEAM, OWNERS, Member
from community.outgoing import Unreachable, place_of
from community.verdict import require

from .. import choices
from ..events import EndpointStopped, EndpointTried
from ..models import Delivery, Endpoint, Shape, State, Wanted
from ..policy import can_run_connections
from ..rules import KEPT_WHILE_OFF, OLD_SECRET
from ..sealed import seal
from ..signing import new_secret

ADDRESSES = ("token_url",)  # options that are addresses, too


def add_endpoint(
    *,
    name: str,
    url: str,
    facts: Iterable[str],
    by: Member,
    credentials: Mapping[str, str] | None = None,
    **said: Any,
) -> tuple[Endpoint, str]:
    """A new endpoint and its secret, which nobody is shown again; "" for shapes that sign in by other means.

    `said`: shape, payload, fields, purpose, unallowed, options. ValidationError for an address that cannot be asked.
    """
    require(can_run_connections(by))
    endpoint = Endpoint(name=name, url=url, **said)
    secret = new_secret() if endpoint.shape == Shape.EVENTS else ""
    endpoint.secret, endpoint.credentials = seal(secret), _sealed(credentials)
    _look_at(endpoint)
    with transaction.atomic():
        endpoint.save(force_insert=True)
        _want(endpoint, facts)
    return endpoint, secret


def change_endpoint(
    endpoint: Endpoint, *, by: Member, facts: Iterable[str], credentials: Mapping[str, str] | None = None, **said: Any
) -> None:
    """What is chosen holds for facts from now on. Credentials that are not given stay."""
    require(can_run_connections(by))
    for name, value in said.items():
        setattr(endpoint, name, value)
    changed = {*said, *(["credentials"] if credentials else [])}
    if credentials:
        endpoint.credentials = _sealed(credentials)
    _look_at(endpoint)
    with transaction.atomic():
        endpoint.save(update_fields=changed)
        _want(endpoint, facts)


def rotate_secret(endpoint: Endpoint, *, by: Member) -> str:
    """A new secret, shown once. For a day the one before signs beside it."""
    require(can_run_connections(by))
    secret = new_secret()
    with transaction.atomic():
        known = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
        known.secret, known.old_secret, known.old_secret_until = seal(secret), known.secret, now() + OLD_SECRET
        known.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return secret


def disable_endpoint(endpoint: Endpoint, *, by: Member) -> bool:
    """Nothing is sent until it is switched on again; facts wait for it for thirty days. False when it was off already."""
    require(can_run_connections(by))
    return bool(Endpoint.objects.filter(pk=endpoint.pk, disabled_at=None).update(disabled_at=now(), reason="by_hand"))


def stop_endpoint(endpoint: Endpoint, *, reason: str) -> None:
    """Switch off what no longer takes what it is sent, and tell everybody who can do something about it. In a transaction."""
    if not Endpoint.objects.filter(pk=endpoint.pk, disabled_at=None).update(disabled_at=now(), reason=reason):
        return
    team = Member.objects.people().filter(Q(groups__name__in=[BRAND_TEAM, OWNERS]) | Q(is_superuser=True)).distinct()
    for member in team.order_by("pk"):
        emit(EndpointStopped(subject_id=member.pk, object_id=endpoint.pk, reason=reason, by_staff=True))


def enable_endpoint(endpoint: Endpoint, *, by: Member) -> None:
    """Switch it on again: what waited leaves now, and what was given up gets all its tries once more."""
    require(can_run_connections(by))
    with transaction.atomic():
        Endpoint.objects.filter(pk=endpoint.pk).update(disabled_at=None, reason="", rests_until=None)
        failed = Delivery.objects.filter(endpoint=endpoint, state=State.FAILED, made_at__gt=now() - KEPT_WHILE_OFF)
        failed.update(state=State.WAITING, at=now(), tries=0, lease="")


def send_test(endpoint: Endpoint, *, by: Member) -> Delivery:
    """A fact made for it alone, about the member who presses; it walks like every other."""
    require(can_run_connections(by))
    with transaction.atomic():
        event = emit(EndpointTried(subject_id=by.pk, actor_id=by.pk, object_id=endpoint.pk, by_staff=by.is_team))
        return Delivery.objects.create(endpoint=endpoint, event=event)


def _want(endpoint: Endpoint, facts: Iterable[str]) -> None:
    wanted = set(facts)
    if unknown := wanted - {entry.name for entry in choices.facts()}:
        raise ValidationError({"facts": _("Nobody is told of %(facts)s.") % {"facts": ", ".join(sorted(unknown))}})
    Wanted.objects.filter(endpoint=endpoint).exclude(fact__in=wanted).delete()
    Wanted.objects.bulk_create((Wanted(endpoint=endpoint, fact=fact) for fact in sorted(wanted)), ignore_conflicts=True)


def _sealed(credentials: Mapping[str, str] | None) -> str:
    return seal(json.dumps(dict(credentials))) if credentials else ""


def _look_at(endpoint: Endpoint) -> None:
    """Every address must be one that requests of ours may go to; where it leads is looked at again each time."""
    addresses = {"url": endpoint.url} | {key: endpoint.options[key] for key in ADDRESSES if endpoint.options.get(key)}
    for name, address in addresses.items():
        try:
            place_of(address)
        except Unreachable as problem:
            raise ValidationError({name: _("This address cannot be asked (%(why)s).") % {"why": problem.reason}}) from problem
