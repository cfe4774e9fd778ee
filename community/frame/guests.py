"""Whole pages kept for guests. A view says what its page shows (`keep`); the page is given again until one of these changes.

Only for requests without a session, and only answers that set no cookie. Each process keeps its own pages and looks
twice a second at most which changes were noted (`actions.note_change`), whatever process or machine they come from: a
change is seen within a second. Only the words of how long ago something was grow old, and a page of old things is kept
longer, for a twentieth of their age: they are a minute old at most, or a twentieth of what they say.
"""

import hashlib
import re
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.timezone import now
from django.utils.translation import get_language_from_request

from . import theme
from .actions import EVERYTHING
from .models import Change
from .prepared import ask

Next = Callable[[HttpRequest], HttpResponse]

LOOK_EACH = 0.5  # seconds
LOOK_BACK = timedelta(seconds=15)  # a transaction that takes longer is seen when its pages are too old
MOST = 10  # times GUEST_PAGES_SECONDS
AGING = 20
MOMENT = re.compile(rb'<time datetime="([^"]+)"')
GZIP = 31  # zlib's name for its format
MOST_BYTES = 32 * 1024 * 1024  # compressed


def keep(response: HttpResponse, topics: Iterable[str]) -> HttpResponse:
    """Let guests have this page again until one of the topics changes. "question" alone stands for all questions."""
    response.guest_topics = frozenset((*topics, EVERYTHING))  # type: ignore[attr-defined]
    return response


@dataclass(frozen=True)
class Kept:
    body: bytes
    headers: dict[str, str]
    topics: frozenset[str]
    began: float  # before anything was read: what is heard of later may be missing in it
    until: float


class Shelf:
    """The pages of this process, those asked for last, and when it heard of which change."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.forget()

    def forget(self) -> None:
        self.pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self.size = 0
        self.heard: dict[str, float] = {}
        self.seen: set[int] = set()
        self.looked = 0.0
        self.looked_at: datetime | None = None

    def get(self, key: Hashable) -> Kept | None:
        with self.lock:
            page = self.pages.get(key)
        if page is None:
            return None
        if time.monotonic() > page.until or self._changed_since(page):
            self._drop(key)
            return None
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
        return page

    def put(self, key: Hashable, page: Kept) -> None:
        self._drop(key)
        with self.lock:
            self.pages[key] = page
            self.size += len(page.body)
            while self.size > MOST_BYTES:
                _key, old = self.pages.popitem(last=False)
                self.size -= len(old.body)

    def _drop(self, key: Hashable) -> None:
        with self.lock:
            if page := self.pages.pop(key, None):
                self.size -= len(page.body)

    def _changed_since(self, page: Kept) -> bool:
        if time.monotonic() - self.looked >= LOOK_EACH:
            self._look()
        heard = self.heard
        return any(heard.get(topic, 0.0) >= page.began for topic in page.topics)

    def _look(self) -> None:
        """Ids may be committed out of order, so the last seconds before the last look are looked at again."""
        began, today = time.monotonic(), now()
        oldest_page = today - timedelta(seconds=MOST * settings.GUEST_PAGES_SECONDS)
        rows = ask(_latest, max(self.looked_at or oldest_page, oldest_page) - LOOK_BACK)
        at = time.monotonic()
        with self.lock:
            for pk, topic in rows:
                if pk not in self.seen:
                    self.heard[topic] = self.heard[topic.partition(":")[0]] = at
            self.seen = {pk for pk, _topic in rows}
            if len(self.heard) > 10_000:
                oldest = at - MOST * settings.GUEST_PAGES_SECONDS
                self.heard = {topic: when for topic, when in self.heard.items() if when > oldest}
            self.looked, self.looked_at = began, today


def _latest(since: datetime) -> QuerySet[Any]:
    return Change.objects.filter(at__gt=since).values_list("pk", "topic")


shelf = Shelf()


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
        until = began + _lifetime(content)
        page = Kept(zlib.compress(content, 1, wbits=GZIP), dict(response.headers), topics, began, until)
        shelf.put(key, page)
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
