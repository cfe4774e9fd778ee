"""Facts written straight through the door, for tests that need many of them in any order."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from community.events.door import Fact, receive
from community.events.models import Event

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def tell(fact: Fact, key: str, *, at: datetime | timedelta | float = 0.0, takes_back: str = "") -> Event:
    """One fact with a key of its own. `at` is a moment, or days after noon of 1 June 2026."""
    if not isinstance(at, datetime):
        at = NOON + (at if isinstance(at, timedelta) else timedelta(days=at))
    more: dict[str, Any] = {"reverses": ("test", takes_back)} if takes_back else {}
    with transaction.atomic():
        event, _ = receive(fact, source="test", source_id=key, occurred_at=at, **more)
    return event
