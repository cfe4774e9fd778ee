"""What pages show to everybody, read and drawn once by each process and given again until one of its topics changes.

Which changes were noted (`actions.note_change`), by whatever process or machine, is heard here: twice a second at most
for guests, and before each page for those who must see at once what they have just written.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import now

from .actions import EVERYTHING
from .models import Change
from .prepared import ask

T = TypeVar("T")

LOOK_EACH = 0.5  # seconds
LOOK_BACK = timedelta(seconds=15)  # a transaction that takes longer is seen when what is remembered is too old
MOST = 10  # times GUEST_PAGES_SECONDS: nothing is remembered for longer


class Heard:
    """When this process heard of which change."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.forget()

    def forget(self) -> None:
        self.topics: dict[str, float] = {}
        self.seen: set[int] = set()
        self.looked = 0.0
        self.looked_at: datetime | None = None

    def changed(self, topics: Iterable[str], since: float, *, now: bool = False) -> bool:
        """Whether one of these has changed since that moment of time.monotonic(). `now`: also what was noted just now."""
        if now or time.monotonic() - self.looked >= LOOK_EACH:
            self._look()
        heard = self.topics
        return any(heard.get(topic, 0.0) >= since for topic in topics)

    def _look(self) -> None:
        """Ids may be committed out of order, so the last seconds before the last look are looked at again."""
        began, today = time.monotonic(), now()
        oldest = today - timedelta(seconds=MOST * settings.GUEST_PAGES_SECONDS)
        rows = ask(_latest, max(self.looked_at or oldest, oldest) - LOOK_BACK)
        at = time.monotonic()
        with self.lock:
            for pk, topic in rows:
                if pk not in self.seen:
                    self.topics[topic] = self.topics[topic.partition(":")[0]] = at
            self.seen = {pk for pk, _topic in rows}
            if len(self.topics) > 10_000:
                first = at - MOST * settings.GUEST_PAGES_SECONDS
                self.topics = {topic: when for topic, when in self.topics.items() if when > first}
            self.looked, self.looked_at = began, today


def _latest(since: datetime) -> QuerySet[Any]:
    return Change.objects.filter(at__gt=since).values_list("pk", "topic")


heard = Heard()


@dataclass(frozen=True)
class Entry(Generic[T]):
    value: T
    topics: frozenset[str]
    began: float  # before anything was read: what is heard of later may be missing in it
    until: float
    size: int


class Remembered(Generic[T]):
    """Values by a key, those asked for last. `most` is what their sizes may come to in all: each is 1 unless `put` says more."""

    def __init__(self, most: int) -> None:
        self.most, self.lock = most, Lock()
        self.forget()

    def forget(self) -> None:
        self.entries: OrderedDict[Hashable, Entry[T]] = OrderedDict()
        self.size = 0

    def get(self, key: Hashable, *, now: bool = False) -> T | None:
        """None when it is not known, too old or changed. `now`: also not when it has changed just now."""
        with self.lock:
            entry = self.entries.get(key)
        if entry is None:
            return None
        if time.monotonic() > entry.until or heard.changed(entry.topics, entry.began, now=now):
            self._drop(key)
            return None
        with self.lock:
            if key in self.entries:
                self.entries.move_to_end(key)
        return entry.value

    def put(self, key: Hashable, value: T, topics: Iterable[str], *, began: float, seconds: float = 0, size: int = 1) -> None:
        """`began` is when its reading began, by time.monotonic(); it is given again for so many seconds at most."""
        self._drop(key)
        until = began + (seconds or settings.GUEST_PAGES_SECONDS)
        with self.lock:
            self.entries[key] = Entry(value, frozenset((*topics, EVERYTHING)), began, until, size)
            self.size += size
            while self.size > self.most:
                _key, old = self.entries.popitem(last=False)
                self.size -= old.size

    def ask(self, key: Hashable, topics: Iterable[str], make: Callable[[], T | None]) -> T | None:
        """What is remembered, or else made now. None is not remembered, and nothing is where pages are not kept."""
        if settings.GUEST_PAGES_SECONDS <= 0:
            return make()
        if (known := self.get(key)) is None:
            began = time.monotonic()
            if (known := make()) is not None:
                self.put(key, known, topics, began=began)
        return known

    def _drop(self, key: Hashable) -> None:
        with self.lock:
            if entry := self.entries.pop(key, None):
                self.size -= entry.size
