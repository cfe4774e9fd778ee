"""Something small that every page needs: read once, remembered by each process until a change of it is noted.

Whoever changes it calls `actions.note_change(topic)` in the same transaction. Other processes look every few seconds,
by one short statement; the process that changed it calls `forget()` and sees it at once.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Generic, TypeVar

from django.db import DatabaseError
from django.utils.timezone import now

from .models import Change

T = TypeVar("T")

LOOK_EACH = 5  # seconds
LOOK_BACK = timedelta(minutes=2)  # a process that looks each few seconds sees each change; one that was idle reads anew
OLDEST = 1800  # seconds: before changes are forgotten


class Kept(Generic[T]):
    def __init__(self, topic: str, read: Callable[[], T]) -> None:
        self.topic, self._read = topic, read
        self._held: tuple[T, float] | None = None
        self._looked = 0.0
        self._seen: frozenset[int] = frozenset()

    def get(self) -> T:
        held, moment = self._held, time.monotonic()
        if held is not None and moment - self._looked < LOOK_EACH:
            return held[0]
        try:
            held = self._looked_at(held, moment)
        except DatabaseError:
            if held is None:
                raise
        self._held, self._looked = held, moment
        return held[0]

    def _looked_at(self, held: tuple[T, float] | None, moment: float) -> tuple[T, float]:
        noted, idle = self._noted(), moment - self._looked > LOOK_BACK.total_seconds()
        if held is None or idle or moment - held[1] > OLDEST or noted - self._seen:
            held = (self._read(), moment)
        self._seen = noted
        return held

    def put(self, value: T) -> None:
        """What it is now, known without reading."""
        self._held, self._looked = (value, time.monotonic()), time.monotonic()

    def forget(self) -> None:
        self._held, self._looked, self._seen = None, 0.0, frozenset()

    def _noted(self) -> frozenset[int]:
        """The changes of the last seconds. Ids may be committed out of order: those already seen are known by their ids."""
        rows = Change.objects.filter(at__gt=now() - LOOK_BACK, topic=self.topic)
        return frozenset(rows.values_list("pk", flat=True))
