"""Charts drawn here, as SVG: no script, the same in print, and beside each its numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDE, HIGH = 600, 220
LEFT, BOTTOM, TOP, RIGHT = 40, 24, 12, 44


@dataclass(frozen=True, kw_only=True)
class Series:
    name: str
    numbers: Sequence[int]
    kind: str  # a class of the style sheet: "one" or "two"


def steps(most: float) -> list[int]:
    """Three or four round numbers from 0 to at least `most`."""
    size = 1
    while size * 4 < most:
        size = size * 2 if str(size)[0] in "15" else size * 5 // 2
    return [size * n for n in range(int(-(-most // size)) + 1)] if most else [0, 1]


def lines(series: Sequence[Series], labels: Sequence[str], *, says: str) -> SafeString:
    """Numbers week by week; `labels` along the foot (as many as numbers), `says` for who does not see it."""
    marks = steps(max((max(one.numbers, default=0) for one in series), default=0))
    count = max(len(labels), 2)

    def x(place: int) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * place / (count - 1)

    def y(number: float) -> float:
        return TOP + (HIGH - TOP - BOTTOM) * (1 - number / marks[-1])

    grid = format_html_join(
        "", '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="mark" x="{}" y="{}">{}</text>',
        ((LEFT, WIDE - RIGHT, f"{y(n):.1f}", f"{y(n):.1f}", LEFT - 8, f"{y(n) + 4:.1f}", n) for n in marks),
    )  # fmt: skip
    every = max(1, -(-len(labels) // 6))
    foot = format_html_join(
        "", '<text class="foot" x="{}" y="{}">{}</text>',
        ((f"{x(place):.1f}", HIGH - 6, label) for place, label in enumerate(labels) if place % every == 0),
    )  # fmt: skip
    drawn = format_html_join("", "{}", ((_line(one, x, y),) for one in series))
    return _svg(WIDE, HIGH, says, grid, foot, drawn)


def _line(one: Series, x: object, y: object) -> SafeString:
    spots = [(x(place), y(number)) for place, number in enumerate(one.numbers)]  # type: ignore[operator]
    if not spots:
        return format_html("")
    last = spots[-1]
    return format_html(
        '<polyline class="{}" points="{}"/><circle class="{}" cx="{}" cy="{}" r="4"/>'
        '<text class="last {}" x="{}" y="{}">{}</text>',
        one.kind, " ".join(f"{a:.1f},{b:.1f}" for a, b in spots), one.kind, f"{last[0]:.1f}", f"{last[1]:.1f}",
        one.kind, f"{last[0] + 9:.1f}", f"{last[1] + 4:.1f}", one.numbers[-1],
    )  # fmt: skip


def curve(points: Sequence[tuple[float, float]], spot: tuple[float, float], *, says: str) -> SafeString:
    """Which part of the people (along the foot) gives which part of all; `spot` is marked."""
    wide, high = 300, 160
    drawn = " ".join(f"{a * wide:.1f},{high - b * (high - 8):.1f}" for a, b in points)
    at = (spot[0] * wide, high - spot[1] * (high - 8))
    body = format_html(
        '<polygon class="area" points="0,{} {} {},{}"/><polyline class="one" points="{}"/>'
        '<line class="drop" x1="{}" x2="{}" y1="{}" y2="{}"/><circle class="one" cx="{}" cy="{}" r="5"/>',
        high, drawn, wide, high, drawn, *(f"{n:.1f}" for n in (at[0], at[0], at[1], high, at[0], at[1])),
    )  # fmt: skip
    return _svg(wide, high, says, body)


def spark(numbers: Sequence[int], *, says: str) -> SafeString:
    """A line as high as a line of text."""
    wide, high, most = 80, 20, max(numbers, default=0) or 1
    count = max(len(numbers) - 1, 1)
    points = " ".join(f"{2 + (wide - 4) * i / count:.1f},{high - 2 - (high - 4) * n / most:.1f}" for i, n in enumerate(numbers))
    return _svg(wide, high, says, format_html('<polyline class="one" points="{}"/>', points), kind="spark")


def _svg(wide: int, high: int, says: str, *parts: SafeString, kind: str = "chart") -> SafeString:
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        kind, wide, high, says, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip
