"""The symbols of our sprite as lines of points, for pictures drawn without a browser.

Knows what the icons use of SVG: circle, rect, line, polyline and every command of a path. Curves become short lines.
"""

import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

Point = tuple[float, float]
Line = list[Point]

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
STEPS = 20  # lines a curve is made of
WANTED = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_NUMBER = re.compile(r"[\s,]*([-+]?(?:\d*\.\d+|\d+\.?)(?:[eE][-+]?\d+)?)")
_FLAG = re.compile(r"[\s,]*([01])")  # an arc's flags may stand side by side without a space
_LETTER = re.compile(r"[\s,]*([a-zA-Z])")


@cache
def symbol(name: str) -> list[Line]:
    """The lines of a symbol, as "i-star" on its 24 grid or "b-shield" on its 64 grid. KeyError for one we don't have."""
    return [line for shape in _sprite()[name] for line in _lines(shape)]


@cache
def _sprite() -> dict[str, list[ElementTree.Element]]:
    root = ElementTree.parse(STATIC / "icons" / "sprite.svg").getroot()
    return {symbol.get("id", ""): list(symbol) for symbol in root}


def _lines(shape: ElementTree.Element) -> list[Line]:
    def number(name: str) -> float:
        return float(shape.get(name, 0))

    kind = shape.tag.rpartition("}")[2]
    if kind == "path":
        return path(shape.get("d", ""))
    if kind == "circle":
        x, y, r = number("cx"), number("cy"), number("r")
        return [[(x + r * math.cos(turn), y + r * math.sin(turn)) for turn in _turns(0, math.tau, STEPS * 3)]]
    if kind == "rect":
        x, y, right, low = number("x"), number("y"), number("x") + number("width"), number("y") + number("height")
        r = number("rx") or number("ry")
        corner = f"a{r} {r} 0 0 1"
        down, up = f"H{right - r}{corner} {r} {r}V{low - r}{corner} {-r} {r}", f"H{x + r}{corner} {-r} {-r}V{y + r}"
        return path(f"M{x + r} {y}{down}{up}{corner} {r} {-r}Z")
    if kind == "line":
        return [[(number("x1"), number("y1")), (number("x2"), number("y2"))]]
    numbers = [float(one) for one in _NUMBER.findall(shape.get("points", ""))]
    return [list(zip(numbers[::2], numbers[1::2], strict=True))]


def path(d: str) -> list[Line]:
    """The lines of a path's data."""
    lines: list[Line] = []
    at: Point = (0.0, 0.0)
    bent: tuple[str, Point] = ("", at)  # the last curve's command and control point, which S and T go on from
    for command, given in _commands(d):
        kind = command.upper()
        if kind == "Z":
            at = lines[-1][0]
            lines[-1].append(at)
        elif kind == "M":
            at = _absolute(command, given, at)[0]
            lines.append([at])
        elif kind == "A":
            end = _absolute(command, given[5:], at)[0]
            lines[-1] += _arc(at, end, given[0], given[1], math.radians(given[2]), bool(given[3]), bool(given[4]))
            at = end
        elif kind in "HV":
            across = kind == "H"
            moved = given[0] + (at[0 if across else 1] if command.islower() else 0)
            at = (moved, at[1]) if across else (at[0], moved)
            lines[-1].append(at)
        else:
            points = _absolute(command, given, at)
            if kind in "ST":
                mirrored = bent[0] in ("CS" if kind == "S" else "QT")
                points.insert(0, (2 * at[0] - bent[1][0], 2 * at[1] - bent[1][1]) if mirrored and bent[0] else at)
            lines[-1] += [points[0]] if kind == "L" else _curve([at, *points])
            bent, at = (kind, points[-2] if len(points) > 1 else at), points[-1]
            continue
        bent = ("", at)
    return lines


def _commands(d: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; one written once and followed by more numbers is repeated."""
    place, command = 0, ""
    while place < len(d.rstrip()):
        if letter := _LETTER.match(d, place):
            command, place = letter[1], letter.end()
        given: list[float] = []
        for n in range(WANTED[command.upper()]):
            pattern = _FLAG if command in "aA" and n in (3, 4) else _NUMBER
            found = pattern.match(d, place)
            if found is None:
                raise ValueError(f"a path that breaks off at {place}: {d}")
            given.append(float(found[1]))
            place = found.end()
        yield command, given
        command = {"m": "l", "M": "L"}.get(command, command)


def _absolute(command: str, given: list[float], at: Point) -> Line:
    x, y = at if command.islower() else (0.0, 0.0)
    return [(x + across, y + down) for across, down in zip(given[::2], given[1::2], strict=True)]


def _turns(first: float, last: float, steps: int) -> list[float]:
    return [first + (last - first) * n / steps for n in range(steps + 1)]


def _curve(points: Line) -> Line:
    """A Bezier curve of any degree (de Casteljau), without its first point."""
    return [_between(points, n / STEPS) for n in range(1, STEPS + 1)]


def _between(points: Line, share: float) -> Point:
    while len(points) > 1:
        pairs = zip(points, points[1:], strict=False)
        points = [(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in pairs]
    return points[0]


def _arc(start: Point, end: Point, rx: float, ry: float, tilt: float, large: bool, sweep: bool) -> Line:
    """An elliptical arc between two points (SVG 1.1, F.6.5: from its ends to its centre), without its first point."""
    if start == end or not rx or not ry:
        return [end]
    cos, sin = math.cos(tilt), math.sin(tilt)
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos * dx + sin * dy, cos * dy - sin * dx
    grow = max(1.0, math.sqrt((x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    rest = (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2
    part = math.sqrt(max(0.0, rest / ((rx * y) ** 2 + (ry * x) ** 2))) * (-1 if large == sweep else 1)
    cx, cy = part * rx * y / ry, -part * ry * x / rx
    first = math.atan2((y - cy) / ry, (x - cx) / rx)
    last = math.atan2((-y - cy) / ry, (-x - cx) / rx)
    if sweep and last < first:
        last += math.tau
    elif not sweep and last > first:
        last -= math.tau
    mx, my = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    turned = [(cx + rx * math.cos(turn), cy + ry * math.sin(turn)) for turn in _turns(first, last, STEPS)[1:]]
    return [(mx + cos * px - sin * py, my + sin * px + cos * py) for px, py in turned]
