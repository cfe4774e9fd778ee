"""The formulas of the figures: data and pure functions.

Gini, shares and Kaplan-Meier as in reference works (sources beside each); intervals are of 95 %.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import ceil, isclose, sqrt
from typing import NamedTuple

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


def net_promoters(promoters: int, detractors: int, n: int, z: float = Z) -> tuple[float, float, float]:
    """Promoters minus detractors, as a share of all (-1 to 1), and its interval: the mean of 1, 0 and -1, with its variance."""
    net = (promoters - detractors) / n
    half = z * sqrt(((promoters + detractors) / n - net * net) / n)
    return net, max(net - half, -1.0), min(net + half, 1.0)


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


class Step(NamedTuple):
    """Of a survival curve: from `at` on, `left` (0 to 1) still wait; `error` is Greenwood's standard error of that."""

    at: float
    left: float
    error: float


def kaplan_meier(ended: Iterable[float], cut: Iterable[float]) -> Iterator[Step]:
    """How many still wait after each time (Kaplan and Meier, 1958; Greenwood's variance), the earliest first.

    `ended` are times until what was waited for came; `cut` are times of those who still wait, counted as at risk until then
    (at the same time an end comes before a cut).
    """
    came, gone = sorted(ended), sorted(cut)
    number, left, variance, place = len(came) + len(gone), 1.0, 0.0, 0
    while place < len(came):
        at = came[place]
        after = bisect_right(came, at, place)
        ends, at_risk = after - place, number - place - bisect_left(gone, at)
        left *= 1 - ends / at_risk
        variance += ends / (at_risk * (at_risk - ends)) if at_risk > ends else 0.0
        yield Step(at, left, left * sqrt(variance))
        place = after


def median(steps: Iterable[Step]) -> float | None:
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
