"""The counts of days against a recount from rows."""

from collections.abc import Iterator
from datetime import date

from engagement.recognition.reconcile import Difference

from . import actions, counting
from .models import COUNTS, Day


def differences(*, fix: bool = False) -> Iterator[Difference]:
    """Every day that does not say what its rows say, one difference for each count."""
    while actions.follow_facts():
        pass  # what the clock would count within minutes is no difference
    days = actions.every_day()
    for i in range(0, len(days), actions.DAYS):
        some = days[i : i + actions.DAYS]
        stored = {(row.day, row.product_id): row for row in Day.objects.filter(day__in=some)}
        wanted = counting.count(some)
        wrong: set[date] = set()
        for key in sorted({*stored, *wanted}, key=str):
            for name in COUNTS:
                has, should = getattr(stored.get(key), name, 0), wanted.get(key, {}).get(name, 0)
                if has != should:
                    wrong.add(key[0])
                    yield Difference(f"{name} of a day", _named(*key), has, should)
        if wrong and fix:
            actions.count_days(wrong)


def _named(day: date, product: int | None) -> str:
    return f"{day}" if product is None else f"{day}, product {product}"
