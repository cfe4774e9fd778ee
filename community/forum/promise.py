"""How soon an answer comes: what the brand promises, with its clock, and how long it usually takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils.timezone import now

from community.frame import identity
from community.frame.kept import Kept

from .models import Question

MONTH, FEWEST = timedelta(days=30), 10


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Within how many hours the team answers, until when that is for one question, and whether it has passed."""

    hours: int
    until: datetime
    late: bool


def given(viewer: Any, question: Question) -> Promise | None:
    """What who asked was promised and still waits for; None for others, without a promise, and once somebody answered."""
    hours = identity.current().promise
    waits = question.is_published and not question.is_closed and question.first_answer_at is None
    if not hours or not waits or not question.is_by(viewer) or question.by_staff:
        return None
    until = question.published_at + timedelta(hours=hours)
    return Promise(hours=hours, until=until, late=until < now())


def _measure() -> timedelta | None:
    """The median from asking to the first answer over the last month's questions; those without any count as longest.

    None for fewer than ten questions, or when the median question still waits.
    """
    asked = Question.objects.listed().filter(published_at__gte=now() - MONTH, by_staff=False)
    spans = asked.annotate(span=F("first_answer_at") - F("published_at")).order_by(F("span").asc(nulls_last=True))
    found = list(spans.values_list("span", flat=True)[:5_000])
    return max(found[len(found) // 2], timedelta()) if len(found) >= FEWEST and found[len(found) // 2] is not None else None


_usual: Kept[timedelta | None] = Kept("usual", _measure)


def usual() -> timedelta | None:
    """How long it usually takes; measured anew each half hour."""
    return _usual.get()


def forget() -> None:
    _usual.forget()
