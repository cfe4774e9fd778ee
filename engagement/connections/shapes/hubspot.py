"""HubSpot: an event occurrence for each fact, contact properties for the profile.

Shapes after HubSpot's reference: POST /events/v3/send (one occurrence, its `uuid` is the fact's id, so a repetition counts
once) and POST /crm/v3/objects/contacts/batch/upsert by e-mail address. Event and property names are made in HubSpot first.
"""

from typing import Any

from ..models import Endpoint
from ..rules import PROFILE_FACT
from ..telling import Told, id_of
from .errand import Errand, as_json
from .events import PEOPLE

EVENTS, CONTACTS = "/events/v3/send", "/crm/v3/objects/contacts/batch/upsert"


def errand(endpoint: Endpoint, told: Told) -> Errand | None:
    """None without an address: HubSpot knows people by theirs."""
    if told.member is None or told.goodbye or not told.member.email:
        return None
    if told.event.name == PROFILE_FACT:
        path, said = CONTACTS, _contact(endpoint, told)
    else:
        path, said = EVENTS, _occurrence(endpoint, told)
    if said is None:
        return None
    return Errand(
        message_id=id_of(told.event),
        url=endpoint.url.rstrip("/") + path,
        body=as_json(said),
        bearer=endpoint.signs_in_with().get("token", ""),
    )


def _occurrence(endpoint: Endpoint, told: Told) -> dict[str, Any]:
    assert told.member
    event = told.event
    facts = {key: value for key, value in event.extras.items() if key not in PEOPLE}
    facts |= {"object_id": event.object_id, "question_id": event.question_id, "product_id": event.product_id}
    return {
        "eventName": f"pe{endpoint.options.get('hub_id', '')}_{event.name.replace('.', '_')}",
        "email": told.member.email,
        "occurredAt": event.occurred_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "uuid": id_of(event),
        "properties": {key: _plain(value) for key, value in facts.items() if value is not None},
    }


def _contact(endpoint: Endpoint, told: Told) -> dict[str, Any] | None:
    assert told.member
    prefix = endpoint.options.get("prefix", "community_")
    flat = {prefix + key: value for key, value in _flat(told.fields or {})}
    if not flat:
        return None
    return {"inputs": [{"id": told.member.email, "idProperty": "email", "properties": flat}]}


def _flat(said: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Property names and plain values: `level_number`, `badges` as slugs between semicolons, as HubSpot lists choices."""
    found: list[tuple[str, Any]] = []
    for key, value in said.items():
        if isinstance(value, dict):
            found += _flat(value, f"{before}{key}_")
        elif value is not None:
            found.append((before + key, _plain(value)))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(str(one.get("slug", "")) if isinstance(one, dict) else str(one) for one in value)
    return value
