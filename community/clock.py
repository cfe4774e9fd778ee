"""What time it is for the product: now, unless somebody tells a story of the past.

Actions and facts ask this clock, so that a demonstration community, built through the same actions members use,
can have a history. Leases and retries of work ask the real one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The moment things happen at (aware)."""
    return _told.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything done inside happens at this moment. For seeding and tests, never for requests."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
