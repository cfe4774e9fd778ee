"""How long questions waited for their first answer: a line of numbers for each product, put together by the database.

Whole microseconds: a list of a hundred thousand moments takes longer to read than everything that is made of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, BigIntegerField, Count, F, Func, Q, TextField, Value
from django.db.models.functions import Cast

from community import clock
from community.forum.models import Question

from . import rules
from .measures import Figure, Period

MINUTE = 60_000_000  # microseconds


class Microseconds(Func):
    """A moment as a number, exactly: a double holds it until the year 2255."""

    output_field = BigIntegerField()
    template = "round(date_part('epoch', %(expressions)s) * 1000000)::bigint"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        sql, values = compiler.compile(self.source_expressions[0])
        whole = f"CAST(strftime('%%s', substr({sql}, 1, 19)) AS INTEGER) * 1000000"
        return f"({whole} + CAST(substr({sql}, 21, 6) AS INTEGER))", [*values, *values]


class Joined(Aggregate):
    """Words as one text, commas between."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **more)


@dataclass(frozen=True)
class Waited:
    """Questions of members and how long each waited for somebody else's first answer; those still waiting until now."""

    ended: Sequence[int] = ()
    cut: Sequence[int] = ()
    askers: int = 0

    def median(self) -> float | None:
        if self.askers < rules.FEWEST:
            return None
        found = rules.median(rules.kaplan_meier(self.ended, self.cut))
        return None if found is None else found / MINUTE

    def figure(self, key: str, before: "Waited", **more: Any) -> Figure:
        """The median wait in minutes, those still waiting counted as waiting on (Kaplan-Meier)."""
        few = self.askers < rules.FEWEST
        steps = [] if few else list(rules.kaplan_meier(self.ended, self.cut))
        value = rules.median(steps)
        ends = (None, None) if value is None else rules.median_interval(steps)
        middle, low, high = (None if one is None else one / MINUTE for one in (value, *ends))
        return Figure(
            key=key, kind="minutes", value=middle, before=before.median(), low=low, high=high,
            of=len(self.ended) + len(self.cut), few=few, less_is_better=True, **more,
        )  # fmt: skip


Waits = dict[int | None, tuple[Waited, Waited]]


def waits(period: Period) -> Waits:
    """Of everything (None) and of each product: how long the questions of the time waited, and those of the time before."""
    asked = Question.objects.listed().filter(by_staff=False).order_by()
    start, end = period.before.moments[0], period.moments[1]
    asked = asked.filter(published_at__gte=start, published_at__lt=end)
    told = _told(period, "now") | _told(period.before, "before")
    found: Waits = {None: _pair(asked.aggregate(**told))}
    for row in asked.filter(products__isnull=False).values("products").annotate(**told):
        found[row["products"]] = _pair(row)
    return found


def _told(period: Period, name: str) -> dict[str, Any]:
    start, end = period.moments
    then = Q(published_at__gte=start, published_at__lt=end)
    until = Value(_number(clock.now()), BigIntegerField())
    at, answered = Microseconds(F("published_at")), Microseconds(F("first_answer_at"))
    return {
        f"{name}_ended": Joined(Cast(answered - at, TextField()), filter=then & Q(first_answer_at__isnull=False)),
        f"{name}_cut": Joined(Cast(until - at, TextField()), filter=then & Q(first_answer_at=None)),
        f"{name}_askers": Count("author", distinct=True, filter=then),
    }


def _number(moment: datetime) -> int:
    return (moment - datetime.fromisoformat("1970-01-01T00:00:00+00:00")) // timedelta(microseconds=1)


def _pair(row: Mapping[str, Any]) -> tuple[Waited, Waited]:
    now, before = (
        Waited(_numbers(row[f"{name}_ended"]), _numbers(row[f"{name}_cut"]), row[f"{name}_askers"]) for name in ("now", "before")
    )
    return now, before


def _numbers(told: str | None) -> list[int]:
    return [max(int(number), 0) for number in told.split(",")] if told else []
