"""Whole pages kept for guests. A view says what its page shows (`keep`); the page is given again until one of these changes.

Only for requests without a session, and only answers that set no cookie. Each process keeps its own pages; a change is
seen within a second (community.frame.remembered). Only the words of how long ago something was grow old, and a page of
old things is kept longer, for a twentieth of their age: they are a minute old at most, or a twentieth of what they say.
"""

import hashlib
import re
import time
import zlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.timezone import now
from django.utils.translation import get_language_from_request

from . import theme
from .remembered import MOST, Remembered

Next = Callable[[HttpRequest], HttpResponse]

AGING = 20
MOMENT = re.compile(rb'<time datetime="([^"]+)"')
GZIP = 31  # zlib's name for its format
MOST_BYTES = 32 * 1024 * 1024  # compressed


def keep(response: HttpResponse, topics: Iterable[str]) -> HttpResponse:
    """Let guests have this page again until one of the topics changes. "question" alone stands for all questions."""
    response.guest_topics = frozenset(topics)  # type: ignore[attr-defined]
    return response


@dataclass(frozen=True)
class Kept:
    body: bytes
    headers: dict[str, str]


shelf: Remembered[Kept] = Remembered(MOST_BYTES)


class GuestPages:
    """Outside of sessions, languages and policies: a page that is kept asks for none of them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_for_guests(request):
            return self.get_response(request)
        key = _key(request)
        if page := shelf.get(key):
            return _answer(request, page)
        began = time.monotonic()
        response = self.get_response(request)
        topics = getattr(response, "guest_topics", None)
        if topics is None or response.status_code != 200 or response.cookies:
            return response
        content = response.content
        digest = hashlib.sha256(content).hexdigest()[:24]
        response.headers["ETag"], response.headers["Cache-Control"] = f'"{digest}"', "private, no-cache"
        response.headers["Vary"] = "Cookie, Accept-Language, Accept-Encoding, HX-Request"
        page = Kept(zlib.compress(content, 1, wbits=GZIP), dict(response.headers))
        shelf.put(key, page, topics, began=began, seconds=_lifetime(content), size=len(page.body))
        return _answer(request, page, content)


def _lifetime(content: bytes) -> float:
    shortest = float(settings.GUEST_PAGES_SECONDS)
    newest = max(MOMENT.findall(content), default=None)
    age = (now() - datetime.fromisoformat(newest.decode())).total_seconds() if newest else 0.0
    return min(max(shortest, age / AGING), MOST * shortest)


def _is_for_guests(request: HttpRequest) -> bool:
    return (
        settings.GUEST_PAGES_SECONDS > 0
        and request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "HTTP_HX_REQUEST" not in request.META
        and "HTTP_AUTHORIZATION" not in request.META
    )


def _key(request: HttpRequest) -> Hashable:
    return (
        request.scheme,
        request.get_host(),
        request.get_full_path(),
        get_language_from_request(request),
        request.COOKIES.get("theme", ""),
        request.COOKIES.get("consent", ""),
        theme.current().name,
    )


def _answer(request: HttpRequest, page: Kept, content: bytes | None = None) -> HttpResponse:
    """Given in gzip to whoever takes it: what is the same for every guest holds no secret to be guessed by its length."""
    etag = page.headers["ETag"]
    if etag in request.headers.get("If-None-Match", "").replace("W/", "").split(", "):
        return HttpResponseNotModified(headers={name: page.headers[name] for name in ("ETag", "Cache-Control", "Vary")})
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(page.body, headers=page.headers | {"Content-Encoding": "gzip"})
    return HttpResponse(zlib.decompress(page.body, wbits=GZIP) if content is None else content, headers=page.headers)
