"""Salesforce Loyalty Management: a transaction journal for each fact, a member badge for each award.

Shapes after the Loyalty Management Developer Guide: "Transaction Journals Execution" (POST
/connect/realtime/loyalty/programs/{program}), its interchangeable request fields (names in place of ids), the object
LoyaltyProgramMemberBadge, and upsert by an external id. The membership number is the member's public id.
"""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

from community.events.models import Event
from engagement.recognition.models import Award

from ..models import Endpoint
from ..rules import PROFILE_FACT
from ..telling import Told, id_of
from .errand import Errand, SignIn, as_json

API = "v64.0"
AWARDED, REVOKED = "badge.awarded", "badge.revoked"
WITHOUT_CENTS = ("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF")


def errand(endpoint: Endpoint, told: Told) -> Errand | None:
    """None for what it has no place for: a fact without a person, and the profile as a whole."""
    if told.member is None or told.goodbye or told.event.name == PROFILE_FACT:
        return None
    method, path, said = _badge(endpoint, told) if told.event.name in (AWARDED, REVOKED) else _journal(endpoint, told)
    keys = endpoint.signs_in_with()
    return Errand(
        message_id=id_of(told.event),
        method=method,
        url=f"{endpoint.url.rstrip('/')}/services/data/{endpoint.options.get('api') or API}/{path}",
        body=as_json(said),
        sign_in=SignIn(
            url=endpoint.options.get("token_url") or f"{endpoint.url.rstrip('/')}/services/oauth2/token",
            client_id=keys.get("client_id", ""),
            client_secret=keys.get("client_secret", ""),
        ),
    )


def _journal(endpoint: Endpoint, told: Told) -> tuple[str, str, dict[str, Any]]:
    """One journal. What takes a fact back is a journal of its own, named after it, with the amount turned round."""
    assert told.member
    event, program = told.event, endpoint.options.get("program", "")
    what = told.reverses.name if told.reverses else event.name
    said = {
        "ActivityDate": event.occurred_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ExternalTransactionNumber": id_of(event),
        "LoyaltyProgramName": program,
        "MembershipNumber": str(told.member.public_id),
        "JournalTypeName": "Accrual",
        "JournalSubTypeName": "Community: " + what.replace(".", " ").replace("_", " ") + (" reversed" if told.reverses else ""),
        "Status": "Pending",
    }
    if (amount := _amount(event)) is not None:
        said |= {"TransactionAmount": amount, "CurrencyIsoCode": event.extras.get("currency", "")}
    return "POST", f"connect/realtime/loyalty/programs/{quote(program, safe='')}", {"transactionJournals": [said]}


def _amount(event: Event) -> str | None:
    """In whole units of the currency, negative for what was given back; None where there is no money."""
    if "amount" not in event.extras or "currency" not in event.extras:
        return None
    amount = Decimal(event.extras["amount"]) / (1 if event.extras["currency"] in WITHOUT_CENTS else 100)
    return str(-amount if event.name == "order.refunded" else amount)


def _badge(endpoint: Endpoint, told: Told) -> tuple[str, str, dict[str, Any]]:
    """Upserted by our own key, a custom external id field: awarding twice is one badge, revoking finds the same."""
    assert told.member
    event, day = told.event, told.event.occurred_at.date().isoformat()
    field = endpoint.options.get("badge_key") or "Community_Award__c"
    path = f"sobjects/LoyaltyProgramMemberBadge/{quote(field)}/{told.member.public_id}.{quote(event.extras['slug'])}"
    if event.name == REVOKED:
        return "PATCH", path, {"Status": "Inactive", "EndDate": day}
    award = Award.objects.select_related("badge").get(pk=event.extras["award_id"])
    return (
        "PATCH",
        path,
        {
            "LoyaltyProgramMember": {"MembershipNumber": str(told.member.public_id)},
            "LoyaltyProgramBadge": {"Name": award.badge.name},
            "StartDate": day,
            "EndDate": None,
            "Status": "Active",
            "Reason": f"Community: {id_of(event)}",
        },
    )
