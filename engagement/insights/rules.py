"""The formulas of the figures: data and pure functions.

Gini, shares and Kaplan-Meier as in reference works (sources beside each); intervals are of 95 %.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, isclose, sqrt

Z = 1.959963984540054  # 95 %, two-sided
FEWEST = 10  # people: about fewer nothing is said
DAY = 24 * 60  # minutes


def wilson(k: int, n: int, z: float = Z) -> tuple[float, float]:
    """The interval of a share k of n (0 to 1), by Wilson (1927). (0, 1) of nothing."""
    if not n:
        return 0.0, 1.0
    share, square = k / n, z * z
    middle = share + square / (2 * n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max((middle - half) / (1 + square / n), 0.0), min((middle + half) / (1 + square / n), 1.0)


def gini(amounts: Iterable[float]) -> float:
    """How unequal amounts are: 0 all the same, towards 1 all with one. Sum (2i - n - 1) x(i) / (n sum x), x ascending.

    0 of nothing. [1, 2, 3, 4] gives 0.25; an exact Pareto 80/20 has 0.756.
    """
    x = sorted(amounts)
    total = sum(x)
    if not total:
        return 0.0
    return sum((2 * i - len(x) - 1) * amount for i, amount in enumerate(x, 1)) / (len(x) * total)


def share_of_top(amounts: Iterable[float], part: float = 0.2) -> float:
    """What the top part of people (at least one) hold of all, 0 to 1."""
    x = sorted(amounts, reverse=True)
    total = sum(x)
    return sum(x[: ceil(part * len(x))]) / total if total else 0.0


def fewest_for(amounts: Iterable[float], part: float = 0.8) -> int:
    """The smallest number of people who hold at least that part of all."""
    x = sorted(amounts, reverse=True)
    wanted, held = part * sum(x), 0.0
    for number, amount in enumerate(x, 1):
        held += amount
        if held >= wanted or isclose(held, wanted):
            return number
    return 0


@dataclass(frozen=True)
class Step:
    """Of a survival curve: from `at` on, `left` (0 to 1) still wait; `error` is Greenwood's standard error of that."""

    at: float
    left: float
    error: float


def kaplan_meier(ended: Iterable[float], cut: Iterable[float]) -> list[Step]:
    """How many still wait after each time (Kaplan and Meier, 1958; Greenwood's variance).

    `ended` are times until what was waited for came; `cut` are times of those who still wait, counted as at risk until then.
    """
    times = sorted([(at, 0) for at in ended] + [(at, 1) for at in cut])  # at the same time an end comes before a cut
    at_risk, left, variance = len(times), 1.0, 0.0
    steps: list[Step] = []
    place = 0
    while place < len(times):
        at, came, gone = times[place][0], 0, 0
        while place < len(times) and times[place][0] == at:
            came, gone, place = came + (times[place][1] == 0), gone + 1, place + 1
        if came:
            left *= 1 - came / at_risk
            variance += came / (at_risk * (at_risk - came)) if at_risk > came else 0.0
            steps.append(Step(at, left, left * sqrt(variance)))
        at_risk -= gone
    return steps


def median(steps: Sequence[Step]) -> float | None:
    """When half no longer wait; None when that has not come yet."""
    return next((step.at for step in steps if step.left <= 0.5), None)


def median_interval(steps: Sequence[Step], z: float = Z) -> tuple[float | None, float | None]:
    """Between which times the median lies (Brookmeyer and Crowley, 1982); None where the curve does not tell an end."""
    inside = [step.at for step in steps if abs(step.left - 0.5) <= z * step.error]
    if not inside:
        return median(steps), median(steps)
    beyond = [step.at for step in steps if step.left - 0.5 < -z * step.error and step.at > inside[-1]]
    return inside[0], beyond[0] if beyond else None


def points(amounts: Iterable[float], number: int = 40) -> list[tuple[float, float]]:
    """The curve (share of people, share of all they hold), the greatest first: some `number` points to (1, 1)."""
    x = sorted(amounts, reverse=True)
    total, held = sum(x), 0.0
    if not total:
        return []
    curve = [(0.0, 0.0)]
    every = max(1, len(x) // number)
    for place, amount in enumerate(x, 1):
        held += amount
        if place % every == 0 or place == len(x):
            curve.append((place / len(x), held / total))
    return curve
