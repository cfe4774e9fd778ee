"""Salesforce and HubSpot as their references describe them, on this machine: strict, and forgetful of nothing."""

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, unquote

from tests.receivers import Answer, Heard

WORDS = """
    ActivityDate ExternalTransactionNumber LoyaltyProgramName MembershipNumber JournalTypeName JournalSubTypeName Status
    TransactionAmount CurrencyIsoCode
"""
JOURNAL = set(WORDS.split())
BADGE = {"LoyaltyProgramMember", "LoyaltyProgramBadge", "StartDate", "EndDate", "Status", "Reason"}


class Wrong(Exception):
    """The request has not the documented shape."""


def need(true: object, what: str) -> None:
    if not true:
        raise Wrong(what)


@dataclass
class Salesforce:
    """One org: a token for its client, a programme, journals by their external number, member badges by an external id."""

    journals: dict[str, dict] = field(default_factory=dict)
    badges: dict[str, dict] = field(default_factory=dict)
    tokens: int = 0
    token: str = ""

    def __call__(self, heard: Heard) -> Answer:
        try:
            return self._answer(heard)
        except (Wrong, KeyError, ValueError, TypeError) as problem:
            said = [{"errorCode": "INVALID_INPUT", "message": repr(problem)}]
            return 400, {"Content-Type": "application/json"}, json.dumps(said).encode()

    def _answer(self, heard: Heard) -> Answer:
        if heard.path == "/services/oauth2/token":
            return self._let_in(heard)
        if heard.headers.get("authorization") != f"Bearer {self.token}" or not self.token:
            return 401, {}, b'[{"errorCode":"INVALID_SESSION_ID"}]'
        need(heard.headers["content-type"] == "application/json", "content type")
        said = json.loads(heard.body)
        if match := re.fullmatch(r"/services/data/v\d+\.0/connect/realtime/loyalty/programs/([^/]+)", heard.path):
            return self._journal(heard, unquote(match[1]), said)
        if match := re.fullmatch(r"/services/data/v\d+\.0/sobjects/LoyaltyProgramMemberBadge/(\w+__c)/([^/]+)", heard.path):
            return self._badge(heard, unquote(match[2]), said)
        return 404, {}, b""

    def _let_in(self, heard: Heard) -> Answer:
        need(heard.method == "POST" and heard.headers["content-type"] == "application/x-www-form-urlencoded", "form")
        asked = {key: value[0] for key, value in parse_qs(heard.body.decode()).items()}
        if asked != {"grant_type": "client_credentials", "client_id": "an-id", "client_secret": "a secret &"}:
            return 400, {}, b'{"error":"invalid_client"}'
        self.tokens += 1
        self.token = f"token-{self.tokens}"
        return 200, {}, json.dumps({"access_token": self.token, "token_type": "Bearer", "issued_at": "1764230000000"}).encode()

    def _journal(self, heard: Heard, program: str, said: dict) -> Answer:
        need(heard.method == "POST" and set(said) == {"transactionJournals"}, "one list of journals")
        (journal,) = said["transactionJournals"]
        need(set(journal) <= JOURNAL, f"unknown {set(journal) - JOURNAL}")
        datetime.strptime(journal["ActivityDate"], "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - the format is what is looked at
        need(journal["LoyaltyProgramName"] == program == "Inner circle & more", "programme")
        need(journal["JournalTypeName"] == "Accrual" and journal["Status"] == "Pending", "type")
        uuid.UUID(journal["MembershipNumber"])
        uuid.UUID(journal["ExternalTransactionNumber"])
        if "TransactionAmount" in journal:
            float(journal["TransactionAmount"])
            need(re.fullmatch("[A-Z]{3}", journal["CurrencyIsoCode"]), "currency")
        self.journals[journal["ExternalTransactionNumber"]] = journal
        return 201, {}, b'{"status":true,"transactionJournals":[]}'

    def _badge(self, heard: Heard, key: str, said: dict) -> Answer:
        need(heard.method == "PATCH" and set(said) <= BADGE, "fields")
        need(said["Status"] in ("Active", "Inactive"), "status")
        made = key not in self.badges
        if made:
            need(said["LoyaltyProgramMember"]["MembershipNumber"] and said["LoyaltyProgramBadge"]["Name"], "whose and which")
            need(said["StartDate"], "start")
        self.badges[key] = self.badges.get(key, {}) | said
        return (201, {}, b'{"success":true}') if made else (200, {}, b'{"success":true}')


@dataclass
class HubSpot:
    """One portal: occurrences by their uuid, contacts by their address; only names it knows begin as they must."""

    occurrences: dict[str, dict] = field(default_factory=dict)
    contacts: dict[str, dict] = field(default_factory=dict)

    def __call__(self, heard: Heard) -> Answer:
        try:
            return self._answer(heard)
        except (Wrong, KeyError, ValueError, TypeError) as problem:
            return 400, {}, json.dumps({"status": "error", "message": repr(problem)}).encode()

    def _answer(self, heard: Heard) -> Answer:
        if heard.headers.get("authorization") != "Bearer a-token":
            return 401, {}, b'{"category":"INVALID_AUTHENTICATION"}'
        need(heard.method == "POST" and heard.headers["content-type"] == "application/json", "JSON by POST")
        said = json.loads(heard.body)
        if heard.path == "/events/v3/send":
            need(set(said) <= {"eventName", "email", "objectId", "utk", "occurredAt", "uuid", "properties"}, "fields")
            need(re.fullmatch(r"pe\d+_[a-z0-9_]+", said["eventName"]) and "@" in said["email"], "name and address")
            datetime.strptime(said["occurredAt"], "%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: DTZ007
            self._plain(said["properties"])
            self.occurrences[str(uuid.UUID(said["uuid"]))] = said
            return 204, {}, b""
        if heard.path == "/crm/v3/objects/contacts/batch/upsert":
            need(set(said) == {"inputs"} and 0 < len(said["inputs"]) <= 100, "inputs")
            for contact in said["inputs"]:
                need(set(contact) == {"id", "idProperty", "properties"} and contact["idProperty"] == "email", "by address")
                self._plain(contact["properties"])
                self.contacts[contact["id"]] = self.contacts.get(contact["id"], {}) | contact["properties"]
            return 200, {}, b'{"status":"COMPLETE"}'
        return 404, {}, b""

    def _plain(self, properties: dict) -> None:
        for name, value in properties.items():
            need(re.fullmatch(r"[a-z][a-z0-9_]*", name) and isinstance(value, str | int | float), f"property {name}")
