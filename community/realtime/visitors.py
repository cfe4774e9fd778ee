"""Who holds a socket, and whether they still may: sessions looked at without a request."""

from collections.abc import Collection, Iterable, Iterator
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

from community.members.models import Member

AT_ONCE = 400  # ids in one query; SQLite takes at most 999


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody at the other end of a socket; all None for a guest."""

    session: str | None = None
    member_id: int | None = None
    proof: str = ""  # the session's hash of the password: another password ends the session


GUEST = Visitor()


def recognise(scope: dict[str, Any]) -> Visitor:
    """The signed-in member of the handshake's session cookie, else a guest."""
    key = _session_cookie(scope)
    if not 8 <= len(key) <= 40:
        return GUEST
    data = import_module(settings.SESSION_ENGINE).SessionStore(key).load()
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS or not str(data.get(SESSION_KEY, "")).isdigit():
        return GUEST
    visitor = Visitor(session=key, member_id=int(data[SESSION_KEY]), proof=data.get(HASH_SESSION_KEY, ""))
    return GUEST if member_of(visitor) is None else visitor


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
    return AnonymousUser() if visitor.member_id is None else member_of(visitor)


def member_of(visitor: Visitor) -> Member | None:
    return _signed_in([visitor]).get(visitor)


def signed_out(visitors: Collection[Visitor]) -> set[Visitor]:
    """Those whose session ended, whose password changed or who were switched off since; two queries for hundreds."""
    return {visitor for some in _batches(visitors) for visitor in set(some) - _signed_in(some).keys()}


def _signed_in(visitors: list[Visitor]) -> dict[Visitor, Member]:
    sessions = Session.objects.filter(pk__in={v.session for v in visitors}, expire_date__gt=now())
    alive = set(sessions.values_list("pk", flat=True))
    members = Member.objects.people().in_bulk({v.member_id for v in visitors if v.session in alive})
    found = {visitor: members[visitor.member_id] for visitor in visitors if visitor.member_id in members}
    return {v: member for v, member in found.items() if v.session in alive and _still_proves(member, v.proof)}


def _still_proves(member: Member, proof: str) -> bool:
    hashes = [member.get_session_auth_hash(), *member.get_session_auth_fallback_hash()]
    return any(constant_time_compare(proof, known) for known in hashes)


def _batches(visitors: Iterable[Visitor]) -> Iterator[list[Visitor]]:
    rest = iter(visitors)
    while some := list(islice(rest, AT_ONCE)):
        yield some
