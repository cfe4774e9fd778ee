"""Other systems tell us what happened, one fact or up to 500 at once. Told twice, it is one."""

import json
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema

from community.members.api import TokenAuth
from community.members.models import CREDIT_SPEND, FACTS_WRITE
from community.verdict import Refused

from . import actions, incoming

router = Router(tags=["facts"])


class TakenOut(Schema):
    """What became of one item: `recorded`, `known` (told before) or `refused` with the reason."""

    id: str
    status: str
    problem: str
    http: int


class BatchOut(Schema):
    recorded: int
    known: int
    refused: int
    items: list[TakenOut]


_ONE: dict[str, Any] = {"oneOf": [kind.model_json_schema() for kind in incoming.KINDS.values()]}
_MANY: dict[str, Any] = {
    "type": "object",
    "required": ["events"],
    "properties": {"events": {"type": "array", "maxItems": incoming.MOST, "items": _ONE}},
}
BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"anyOf": [_ONE, _MANY]}}}}}


@router.post(
    "/events",
    auth=TokenAuth(scopes=[FACTS_WRITE]),
    summary="Tell what happened: purchases, refunds, visits, closed requests, completed courses, vouchers",
    response={200: BatchOut, 201: TakenOut, 207: BatchOut, 400: Any, 401: Any, 413: Any, 422: TakenOut},
    openapi_extra=BODY,
)
def tell(request: HttpRequest) -> HttpResponse:
    """One item answers 201 (200 when known, 422 when refused); {"events": [...]} answers 200, or 207 when some were refused."""
    sent = _body(request)
    if "events" not in sent:
        one = actions.take(sent)
        status = {actions.NEW: 201, actions.KNOWN: 200}.get(one.status, one.http)
        return JsonResponse(asdict(one), status=status)
    items = sent["events"]
    if not isinstance(items, list) or not items:
        raise Refused("events is a list of at least one item.", status=400)
    if len(items) > incoming.MOST:
        raise Refused(f"At most {incoming.MOST} at once.", status=413)
    taken = list(actions.take_all(items))
    counts = {status: sum(one.status == status for one in taken) for status in (actions.NEW, actions.KNOWN, actions.REFUSED)}
    body = counts | {"items": [asdict(one) for one in taken]}
    return JsonResponse(body, status=207 if counts[actions.REFUSED] else 200)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except ValueError:
        raise Refused("Send JSON.", status=400) from None
    if not isinstance(sent, dict):
        raise Refused('Send one item, or {"events": [...]}.', status=400)
    return sent


# --- balances, where the brand has them ---------------------------------------------------------------------------

SPENDS = TokenAuth(scopes=[CREDIT_SPEND])


class PaidOut(Schema):
    """What became of it: `recorded` or `known` (sent before), and what the member can spend now, in the brand's unit."""

    id: str
    status: str
    available: int
    unit: str


ANSWERS: dict[Any, Any] = {200: PaidOut, 201: PaidOut, 401: Any, 404: Any, 409: Any, 422: Any}


@router.post("/credit/spend", auth=SPENDS, summary="Take from a member's balance in a shop", response=ANSWERS, tags=["credit"])
def spend(request: HttpRequest, told: incoming.CreditSpent) -> HttpResponse:
    """201, or 200 when it was sent before; 409 when there is too little, 404 where nobody has a balance."""
    return _paid(actions.take_from_balance(told))


@router.post("/credit/return", auth=SPENDS, summary="Give back what a shop took", response=ANSWERS, tags=["credit"])
def give_back(request: HttpRequest, told: incoming.CreditReturned) -> HttpResponse:
    """All of it or a part, to where it came from, with the end it had."""
    return _paid(actions.give_to_balance(told))


def _paid(paid: actions.Paid) -> HttpResponse:
    return JsonResponse(asdict(paid), status=201 if paid.status == actions.NEW else 200)
