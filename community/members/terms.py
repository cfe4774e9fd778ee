"""The terms in force, and what somebody has yet to agree to. Who keeps the terms says where they are; else the settings do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from community.frame.refusals import refusal_page
from community.verdict import Refused

from .models import Member

AGREED = "agreed"  # in a session: what somebody who joins has accepted
LATER = "agree_later"  # in a session: the version that somebody put off
# What stays open to who has not agreed: signing in and out, reading the terms, one's data, leaving.
OPEN = ("/accounts/", "/agree/", "/settings/", "/stay/", "/language/", "/appearance/", "/consent/", "/api/", "/cms/", "/ws/")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A version of the terms and where it can be read. Another version is other words: members are asked again."""

    version: str
    address: str


def in_settings() -> Terms | None:
    return Terms(version=settings.TERMS_VERSION, address=settings.TERMS_URL) if settings.TERMS_VERSION else None


_told_by: list[Callable[[], Terms | None]] = [in_settings]


def told_by(teller: Callable[[], Terms | None]) -> None:
    """Ask this from now on; asked on many pages, so it answers from memory or a cache."""
    _told_by[0] = teller


def current() -> Terms | None:
    """The terms in force; None where nobody is asked for any."""
    return _told_by[0]()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a member has yet to agree to."""

    terms: Terms | None
    age: int

    def __bool__(self) -> bool:
        return bool(self.terms or self.age)


def wanted_of(member: Member) -> Wanted:
    terms = current()
    return Wanted(
        terms=terms if terms and terms.version != member.agreed_to else None,
        age=settings.MINIMUM_AGE if member.of_age == 0 else 0,
    )


def way_to_agree(then: str) -> str:
    return f"/agree/?{urlencode({'next': then})}"


class Agreed:
    """Middleware: who has not agreed to the terms in force reads them once on the way, and reads on if they do not want to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        page = "text/html" in request.headers.get("Accept", "") and "HX-Request" not in request.headers
        if request.path.startswith(OPEN) or (reads and not page) or not request.user.is_authenticated:
            return None
        if not (wanted := wanted_of(request.user)):
            return None
        if not reads:
            return refusal_page(request, Refused(_("Before you write here, please look at our terms: /agree/"), status=403))
        put_off = request.session.get(LATER) == _mark(wanted)
        leads_there = wanted.terms and request.path == wanted.terms.address
        return None if put_off or leads_there else redirect(way_to_agree(request.get_full_path()))


def _mark(wanted: Wanted) -> str:
    return f"{wanted.terms.version if wanted.terms else ''}:{wanted.age}"


def put_off(request: HttpRequest, wanted: Wanted) -> None:
    request.session[LATER] = _mark(wanted)
