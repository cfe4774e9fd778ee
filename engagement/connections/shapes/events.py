"""One body that is a CloudEvents 1.0 event in structured JSON and a Standard Webhooks payload at once."""

from typing import Any

from django.conf import settings

from engagement.loyalty.rules import SCHEMA

from ..models import Endpoint
from ..rules import LARGEST, PROFILE_FACT, PROFILE_TYPE
from ..telling import Told, id_of
from .errand import Errand, as_json

CONTENT_TYPE = "application/cloudevents+json"
PEOPLE = frozenset({"asker_id", "helper_id", "other_id", "owner_id"})  # extras that name members by numbers of our own
THINGS = frozenset(
    {"award_id", "mark_id", "answer_id", "text_id", "decision_id", "into_id", "from_id"}
)  # extras that name something else


def errand(endpoint: Endpoint, told: Told) -> Errand:
    body = as_json(envelope(told))
    if len(body) >= LARGEST:
        body = as_json(envelope(Told(event=told.event, member=told.member, others=told.others), cut=True))
    return Errand(
        message_id=id_of(told.event),
        url=endpoint.url,
        body=body,
        content_type=CONTENT_TYPE,
        secrets=tuple(endpoint.secrets()),
    )


def envelope(told: Told, *, cut: bool = False) -> dict[str, Any]:
    """`cut`: the profile was too long to come along; the receiver asks for it."""
    event, is_profile = told.event, told.event.name == PROFILE_FACT
    moment = event.occurred_at.isoformat().replace("+00:00", "Z")
    said: dict[str, Any] = {
        "specversion": "1.0",
        "id": id_of(event),
        "source": settings.SITE_URL,
        "type": PROFILE_TYPE if is_profile else event.name,
        "time": moment,
        "timestamp": moment,
        "datacontenttype": "application/json",
        "dataschema": f"urn:querencia:{SCHEMA.replace('/', ':')}"
        if is_profile
        else f"urn:querencia:{event.name}:{event.version}",
    }
    if told.member:
        said["subject"] = str(told.member.public_id)
    data: dict[str, Any] = {} if told.goodbye and is_profile else _data(told)
    if told.fields is not None:
        data["profile" if is_profile else "member"] = told.fields
    if cut:
        data["cut"] = True
    return said | {"data": data}


def _data(told: Told) -> dict[str, Any]:
    """What the fact says. The actor is never named: what others did is theirs to share."""
    event = told.event
    extras = {key: value for key, value in event.extras.items() if key not in PEOPLE}
    if told.others and (other := told.others.get(event.extras.get("other_id", 0))):
        extras["other"] = other
    kept = {"category_id": event.category_id, "product_id": event.product_id, "language": event.language or None}
    if told.member is None:
        extras = {key: value for key, value in extras.items() if key not in THINGS and key != "other"}
    else:
        kept |= {"object_kind": event.object_kind or None, "object_id": event.object_id, "question_id": event.question_id}
    said = {key: value for key, value in kept.items() if value is not None}
    return said | {"by_staff": event.by_staff} | extras
