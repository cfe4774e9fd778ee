"""Templates drawn once with holes where the values go; filling the holes in is one join.

A page with twenty answers draws the same template twenty times, and nearly all of that work gives the same bytes. A
stencil is the template drawn for one shape (language, what is shown, what the viewer may do) with a mark for each value.
Nothing of anybody's text is kept in it, so nothing in it can grow old. A template must not decide by a value that is a
hole: what it decides by belongs to the shape. Tests compare what stencils give with the template drawn afresh.
"""

import html
import re
from collections.abc import Callable, Container, Hashable, Mapping
from typing import Any
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

MOST = 4_000  # shapes kept; beyond it they are made again
FIRST_NUMBER = 4611686018427380000  # ids are holes too, and an address takes digits only
NUMBERS = ("pk", "other")
MARK = re.compile(r"\ue000(\w+)\ue001|(%EE%80%80\w+%EE%80%81)|(46116860184273800\d\d)")


class Hole(SafeString):
    """Stands for a value while a stencil is drawn. Tags that make something of their value hand a hole through."""


def hole(name: str) -> Hole:
    return Hole(f"\ue000{name}\ue001")


def number(name: str) -> int:
    return FIRST_NUMBER + NUMBERS.index(name)


class Blank:
    """An object whose attributes are holes, and what the template decides by."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


class Stencil:
    def __init__(self, drawn: str) -> None:
        parts: list[str] = []
        names: list[str] = []
        end = 0
        for found in MARK.finditer(drawn):
            parts += [drawn[end : found.start()], ""]
            names.append(_name_of(found))
            end = found.end()
        self.parts, self.uses = [*parts, drawn[end:]], frozenset(names)
        self.holes = [(name.removeprefix("%"), name[0] == "%") for name in names]

    @classmethod
    def of(cls, finished: str) -> "Stencil":
        """One without holes: what is finished is not looked through for them."""
        made = cls("")
        made.parts = [finished]
        return made

    def fill_but(self, left: Container[str], values: Mapping[str, Any]) -> "Stencil":
        """A stencil with only those holes left. What is filled in is never looked through for holes: it may be anybody's text."""
        made = Stencil("")
        parts, holes, begun = [], [], [self.parts[0]]
        for (name, quoted), after in zip(self.holes, self.parts[2::2], strict=True):
            if name in left:
                parts += ["".join(begun), ""]
                holes.append((name, quoted))
                begun = [after]
            else:
                begun += [quote(str(values[name]), safe="/") if quoted else _escaped(values[name]), after]
        made.parts, made.holes, made.uses = [*parts, "".join(begun)], holes, frozenset(name for name, _quoted in holes)
        return made

    def fill(self, values: Mapping[str, Any]) -> SafeString:
        """Values that are not safe are escaped, as a template would."""
        parts = self.parts.copy()
        parts[1::2] = [quote(str(values[name]), safe="/") if quoted else _escaped(values[name]) for name, quoted in self.holes]
        return SafeString("".join(parts))


def _escaped(value: Any) -> str:
    """conditional_escape, without its way round for what may be lazy."""
    kind = type(value)
    if kind is SafeString:
        return value
    if kind is str:
        return html.escape(value)
    return str(value) if kind is int else conditional_escape(value)


def _name_of(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    if found[2]:
        return "%" + found[2][9:-9]
    return NUMBERS[int(found[3]) - FIRST_NUMBER]


_kept: dict[Hashable, Stencil] = {}


def stencil(template: str, shape: tuple[Hashable, ...], blanks: Callable[[], dict[str, Any]]) -> Stencil:
    """The template's stencil for this shape; `blanks` gives the context to draw it with where it is not kept yet."""
    found = _kept.get((template, shape))
    return found or stencil_of((template, shape), lambda: render_to_string(template, blanks()))


def stencil_of(key: Hashable, draw: Callable[[], str]) -> Stencil:
    """The stencil of that key; `draw` draws it with holes where it is not kept yet."""
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[key] = Stencil(draw())
    return found
