"""The theme the site wears: compiled from what the brand chose, remembered by each process, served at an address of its own.

Whoever knows the brand's choice registers it with `chosen_by`; without one the site wears its own colours. A page asks
nobody: the choice is looked up again after REMEMBERED seconds, and at once when a browser asks for a theme we don't know.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from .colours import Brand, Tokens, compile_theme, stylesheet

REMEMBERED = 5  # seconds
Choice = Callable[[], Brand]


@dataclass(frozen=True)
class Theme:
    brand: Brand
    tokens: Tokens
    css: str
    name: str

    @property
    def address(self) -> str:
        return reverse("theme_css", args=[self.name])

    @property
    def light(self) -> dict[str, str]:
        """Colours by the token's name with underscores, for mail and meta tags, where no custom property reaches."""
        return {name.replace("-", "_"): both[0] for name, both in self.tokens.items()}

    @property
    def dark(self) -> dict[str, str]:
        return {name.replace("-", "_"): both[1] for name, both in self.tokens.items()}


@lru_cache(8)
def theme_of(brand: Brand) -> Theme:
    tokens = compile_theme(brand)
    css = stylesheet(tokens)
    return Theme(brand, tokens, css, hashlib.sha256(css.encode()).hexdigest()[:16])


_choice: Choice = Brand
_last: tuple[float, Theme] | None = None


def chosen_by(choice: Choice) -> None:
    """Where the brand's choice is asked for; called when the site starts."""
    global _choice
    _choice = choice
    forget()


def current() -> Theme:
    global _last
    if _last is None or time.monotonic() - _last[0] > REMEMBERED:
        _last = time.monotonic(), theme_of(_choice())
    return _last[1]


def remembered() -> Theme:
    """What was worn last, without asking: for the page that says that something is broken."""
    return _last[1] if _last else theme_of(Brand())


def forget() -> None:
    global _last
    _last = None
