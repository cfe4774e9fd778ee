"""What may be told of facts to an endpoint, decided in the moment of sending: by whom they are about and what they allow now."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from community.events.door import key_of
from community.events.models import HERE, Event
from community.members import consent
from community.members.models import Member
from engagement.credit.shown import unit_name
from engagement.loyalty.bodies import bodies, document
from engagement.loyalty.models import Profile

from .events import EndpointTried
from .models import Delivery, Endpoint, Payload, State, Unallowed
from .rules import FIELDS_BY_KEY, GOODBYES, PROFILE_FACT

CHANNEL = "systems"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One fact as it leaves: about whom (None: without a person), with the chosen parts of their profile in `fields`."""

    event: Event
    member: Member | None
    fields: dict[str, Any] | None = None
    others: dict[int, str] | None = None  # public ids of members whom the fact names besides
    reverses: Event | None = None  # the fact it takes back
    goodbye: bool = False  # all that may still be said is that no more may be


def id_of(event: Event) -> str:
    """The one id of a fact outside, whoever hears it and however often: a UUID."""
    if event.source == HERE:
        return str(uuid.UUID(hex=event.source_id))
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.SITE_URL}/{event.source}/{event.source_id}"))


def tell(endpoint: Endpoint, events: Iterable[Event]) -> dict[int, Told | None]:
    """{event id: what is told of it, or None when nothing may be}. A few queries, however many events."""
    events = list(events)
    people = _people(events)
    ids = {member.pk for member in people.values()}
    allowed = consent.allowed_ids(ids, endpoint.purpose, CHANNEL) if endpoint.purpose else ids
    wants_profile = bool(endpoint.fields) and endpoint.payload == Payload.FULL
    profiles = _documents(allowed) if wants_profile else {}
    others = _public_ids(event.extras["other_id"] for event in events if event.name == "member.merged")
    reversed_by = _reversed(events)
    told: dict[int, Told | None] = {}
    for event in events:
        member = people[event.subject_id]
        if event.name == EndpointTried.name:
            told[event.pk] = Told(event=event, member=member)  # who presses the button lends their own number
        elif member.pk in allowed and not member.erased_at:
            profile = profiles.get(member.pk)
            fields = (
                {key: profile[key] for key in endpoint.fields if key in FIELDS_BY_KEY and key in profile} if profile else None
            )
            told[event.pk] = Told(event=event, member=member, fields=fields, others=others, reverses=reversed_by.get(event.pk))
        elif _is_goodbye(endpoint, event, member):
            told[event.pk] = Told(event=event, member=member, goodbye=True)
        elif endpoint.unallowed == Unallowed.NOBODY and event.name != PROFILE_FACT:
            told[event.pk] = Told(event=event, member=None)
        else:
            told[event.pk] = None
    return told


def _people(events: list[Event]) -> dict[int, Member]:
    """{subject id: the member they are now}: who was merged into another is that other."""
    found = Member.objects.in_bulk({event.subject_id for event in events})
    now = dict(found)
    while moved := {member.merged_into_id for member in now.values() if member.merged_into_id}:
        into = Member.objects.in_bulk(moved)
        now = {pk: into[member.merged_into_id] if member.merged_into_id else member for pk, member in now.items()}
    return now


def _documents(member_ids: set[int]) -> dict[int, dict[str, Any]]:
    stored = {profile.member_id: profile for profile in Profile.objects.select_related("member").filter(member__in=member_ids)}
    missing = bodies(member_ids - set(stored))
    members = Member.objects.in_bulk(list(missing))
    stored |= {pk: Profile(member=members[pk], body=body) for pk, body in missing.items()}
    unit = unit_name()
    return {pk: document(profile, unit=unit) for pk, profile in stored.items()}


def _public_ids(member_ids: Iterable[int]) -> dict[int, str]:
    found = Member.objects.filter(pk__in=set(member_ids)).values_list("pk", "public_id")
    return {pk: str(public_id) for pk, public_id in found}


def _reversed(events: list[Event]) -> dict[int, Event]:
    keys = {event.pk: (event.reverses_source, event.reverses_source_id) for event in events if event.reverses_source_id}
    ids = {source_id for _source, source_id in keys.values()}
    found = {key_of(event): event for event in Event.objects.filter(source_id__in=ids)}
    return {pk: found[key] for pk, key in keys.items() if key in found}


def _is_goodbye(endpoint: Endpoint, event: Event, member: Member) -> bool:
    """Who has heard of a member is told when that ends, and nothing but that."""
    if event.name not in GOODBYES or (event.name == "consent.changed" and event.extras.get("purpose") != endpoint.purpose):
        return False
    heard = Delivery.objects.filter(endpoint=endpoint, state=State.SENT, event__subject=member.pk)
    return heard.exclude(event__name__in=GOODBYES).exists()
