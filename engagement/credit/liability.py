"""What the brand owes its members in balances: how much is outstanding, when it ends, and where everything that was earned went.

Reads only. Every figure is a sum of whole units; money is units times the value of one, in the smallest unit of the
currency, so that the rows of a table always add up to its last line. Breakage and redemption rate are shares of matured
lots, those whose time is over (recognition.md 8).
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community import clock
from engagement.recognition.models import Balance, Entry, Unit

from .models import Consumption, Lot, Terms

CREDIT = Q(unit=Unit.CREDIT)


@dataclass(frozen=True, kw_only=True)
class Row:
    """`month` is the first day of the month in which it ends; None for what has no end."""

    month: date | None
    units: int
    money: int


@dataclass(frozen=True, kw_only=True)
class Step:
    """One way in which units came or went: what it is called, and how many (below nought: they went)."""

    label: str | Promise
    key: str
    units: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """`outstanding` is what members can spend now, by month of its end; `ending` has ended and is not yet written down;
    `owed` is what members owe. All that came and went adds up to outstanding + ending - owed: `adds_up` says so.
    """

    terms: Terms
    rows: list[Row]
    ending: int
    owed: int
    steps: list[Step]
    matured: int
    expired: int
    redeemed: int

    @property
    def outstanding(self) -> int:
        return sum(row.units for row in self.rows)

    @property
    def money(self) -> int:
        return self.outstanding * self.terms.value

    @property
    def total(self) -> int:
        return sum(step.units for step in self.steps)

    @property
    def adds_up(self) -> bool:
        return self.total == self.outstanding + self.ending - self.owed

    @property
    def breakage(self) -> Fraction | None:
        """The share of matured lots that ended unused; None while nothing has matured."""
        done = self.expired + self.redeemed
        return Fraction(self.expired, done) if done else None

    @property
    def redemption(self) -> Fraction | None:
        return Fraction(self.redeemed, self.matured) if self.matured else None

    @property
    def expected(self) -> int | None:
        """What will probably be spent of it, in money: without breakage, rounded up."""
        return None if self.breakage is None else -int(-self.money * (1 - self.breakage) // 1)


def report() -> Report | None:
    """None where nobody ever decided about balances. A handful of queries, however many members there are."""
    terms = Terms.objects.order_by("pk").last()
    if terms is None:
        return None
    now = clock.now()
    months: dict[date | None, int] = defaultdict(int)
    ending = 0
    for moment, units in Lot.objects.open().order_by("expires_at").values_list("expires_at").annotate(Sum("left")):
        lot = Lot(expires_at=moment)
        if lot.has_ended(now):
            ending += units
        else:
            months[lot.last_day.replace(day=1) if lot.last_day else None] += units
    in_order = sorted(months.items(), key=lambda pair: (pair[0] is None, pair[0] or date.max))
    negative = Balance.objects.filter(CREDIT, amount__lt=0).aggregate(sum=Sum("amount"))["sum"] or 0
    matured = Lot.objects.filter(expires_at__lte=now)
    return Report(
        terms=terms,
        rows=[Row(month=month, units=units, money=units * terms.value) for month, units in in_order],
        ending=ending,
        owed=-negative,
        steps=_steps(),
        matured=matured.aggregate(sum=Sum("amount"))["sum"] or 0,
        expired=_taken(matured_by=now, kinds=[Entry.Kind.EXPIRE]) + ending,
        redeemed=_taken(matured_by=now, kinds=[Entry.Kind.SPEND, Entry.Kind.BACK]),
    )


def _taken(*, matured_by: object, kinds: list[Entry.Kind]) -> int:
    rows = Consumption.objects.filter(lot__expires_at__lte=matured_by, entry__kind__in=kinds).exclude(entry__rule="left")
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def _steps() -> list[Step]:
    """Where everything came from and went; the sums of all entries, so that none is missing."""
    rows = Entry.objects.filter(CREDIT).order_by().values_list("kind", "rule").annotate(Sum("amount"))
    sums: dict[str, int] = defaultdict(int)
    for kind, rule, amount in rows:
        sums["left" if rule == "left" else kind] += amount
    words = {
        "earn": _("Earned by purchases"),
        "void": _("Taken back with purchases"),
        "adjust": _("Put right by the team"),
        "spend": _("Spent"),
        "back": _("Given back of what was spent"),
        "expire": _("Ended unused"),
        "left": _("Gone with members who left"),
    }
    return [Step(label=label, key=key, units=sums[key]) for key, label in words.items()]


def as_csv(report: Report) -> Iterator[str]:
    """The same figures for a spreadsheet: what is outstanding by month, then what came and went. Keys are stable."""
    currency = report.terms.currency
    yield _line("section", "key", "units", "cents", "currency")
    for row in report.rows:
        yield _line("outstanding", f"{row.month:%Y-%m}" if row.month else "no-end", row.units, row.money, currency)
    yield _line("outstanding", "total", report.outstanding, report.money, currency)
    for step in report.steps:
        yield _line("moves", step.key, step.units, step.units * report.terms.value, currency)
    yield _line("moves", "total", report.total, report.total * report.terms.value, currency)
    yield _line("beside", "ended-not-written", report.ending, report.ending * report.terms.value, currency)
    yield _line("beside", "owed-by-members", report.owed, report.owed * report.terms.value, currency)
    yield _line("matured", "amount", report.matured, report.matured * report.terms.value, currency)
    yield _line("matured", "ended-unused", report.expired, report.expired * report.terms.value, currency)
    yield _line("matured", "spent", report.redeemed, report.redeemed * report.terms.value, currency)


def _line(*cells: object) -> str:
    piece = io.StringIO()
    csv.writer(piece).writerow(cells)
    return piece.getvalue()
