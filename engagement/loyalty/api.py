"""The loyalty profile for programs: one document, with an ETag so that asking again costs nothing."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import Field, Router, Schema

from community.members.api import TokenAuth
from community.members.models import Member
from community.verdict import require

from .bodies import document, profile_of
from .policy import can_read_profile

router = Router(tags=["loyalty"])


class Problem(Schema):
    """A refusal, as application/problem+json."""

    title: str
    status: int


class LevelOut(Schema):
    number: int
    name: str
    starts_at: int


class OwnLevelOut(LevelOut):
    share: int
    next: LevelOut | None


class BadgeOut(Schema):
    slug: str
    name: str
    metal: str
    awarded_at: str
    rule_version: str


class EndsNextOut(Schema):
    on: str
    amount: int


class CreditOut(Schema):
    """What the member can spend; only where the brand has balances and the member ever had any."""

    unit: str
    available: int
    owed: int
    ends_next: EndsNextOut | None


class LoyaltyProfileOut(Schema):
    """Schema loyalty-profile/1. `version` grows with each change; `as_of_event` is the fact it was made after."""

    schema_name: str = Field(alias="schema")
    version: int
    as_of_event: int
    changed_at: str
    ids: dict[str, str]
    joined_at: str
    preferred: dict[str, str]
    level: OwnLevelOut
    standing: int
    badges: list[BadgeOut]
    contribution: dict[str, Any]
    referrals: dict[str, int]
    rewards: dict[str, int] = {}
    credit: CreditOut | None = None
    explain: dict[str, Any]


@router.get(
    "/members/{handle}/loyalty-profile",
    auth=TokenAuth(),
    summary="A member's loyalty profile",
    response={200: LoyaltyProfileOut, 304: None, 401: Problem, 403: Problem, 404: Problem, 410: Problem},
)
def loyalty_profile(request: HttpRequest, handle: str) -> HttpResponse:
    """With the member's own key, or a key with the scope `loyalty:read`. Send If-None-Match to hear only of changes."""
    member = Member.objects.at_handle(handle, viewer=request.user)
    require(can_read_profile(request.auth, member))  # type: ignore[attr-defined]
    text = json.dumps(document(profile_of(member)), ensure_ascii=False, sort_keys=True)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = HttpResponse(text, content_type="application/json", headers={"ETag": etag, "Cache-Control": "private, no-cache"})
    return get_conditional_response(request, etag=etag, response=response) or response
