"""Who holds a socket, and whether they still may: sessions looked at without a request."""

from collections.abc import Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from community.members import duty
from community.members.models import Member, not_suspended

AT_ONCE = 400  # ids in one query; SQLite takes at most 999


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody at the other end of a socket; all None for a guest."""

    session: str | None = None
    member_id: int | None = None
    proof: str = ""  # the session's hash of the password: another password ends the session
    factors: tuple[int, ...] = ()  # second factors the session was signed in with


GUEST = Visitor()


def recognise(scope: dict[str, Any]) -> Visitor:
    """The signed-in member of the handshake's session cookie, else a guest."""
    key = _session_cookie(scope)
    if not 8 <= len(key) <= 40:
        return GUEST
    data = import_module(settings.SESSION_ENGINE).SessionStore(key).load()
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS or not str(data.get(SESSION_KEY, "")).isdigit():
        return GUEST
    visitor = Visitor(
        session=key, member_id=int(data[SESSION_KEY]), proof=data.get(HASH_SESSION_KEY, ""), factors=duty.factors_of(data)
    )
    return visitor if signed_in([visitor]) else GUEST


def _session_cookie(scope: dict[str, Any]) -> str:
    cookies: SimpleCookie = SimpleCookie()
    for name, value in scope.get("headers", []):
        if name == b"cookie":
            try:
                cookies.load(value.decode("latin-1"))
            except CookieError:
                return ""
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def viewer_of(visitor: Visitor) -> Any:
    """A fresh Member or AnonymousUser to ask rules about; None when the member is no longer signed in."""
    return signed_in([visitor]).get(visitor)


def signed_out(visitors: Collection[Visitor]) -> set[Visitor]:
    """Those whose session ended, whose password changed or who were switched off since; two queries for hundreds."""
    return {visitor for some in in_parts(visitors, AT_ONCE) for visitor in set(some) - signed_in(some).keys()}


def signed_in(visitors: list[Visitor]) -> dict[Visitor, Any]:
    """Each with a fresh Member or, for the guest, AnonymousUser; without those who are no longer signed in."""
    found: dict[Visitor, Any] = {visitor: AnonymousUser() for visitor in visitors if visitor.member_id is None}
    if len(found) == len(visitors):
        return found
    sessions = Session.objects.filter(pk__in={v.session for v in visitors if v.session}, expire_date__gt=now())
    alive = set(sessions.values_list("pk", flat=True))
    claims = [visitor for visitor in visitors if visitor.session in alive]
    members = Member.objects.people().filter(not_suspended()).in_bulk({v.member_id for v in claims})
    here = [visitor for visitor in claims if visitor.member_id in members]
    return found | {v: _as_seen(members[v.member_id], v) for v in here if _still_proves(members[v.member_id], v.proof)}


def _as_seen(member: Member, visitor: Visitor) -> Member:
    """Somebody of the team may be here twice: with a second factor and without."""
    if not member.is_team:
        return member
    member = copy(member)
    duty.watch(member, lambda: visitor.factors)
    return member


def _still_proves(member: Member, proof: str) -> bool:
    hashes = [member.get_session_auth_hash(), *member.get_session_auth_fallback_hash()]
    return any(constant_time_compare(proof, known) for known in hashes)


def in_parts(visitors: Iterable[Visitor], size: int) -> Iterator[list[Visitor]]:
    rest = iter(visitors)
    while some := list(islice(rest, size)):
        yield some
