"""Who speaks here: the brand's name, its mark, and what it promises. Chosen in the CMS; a page asks nobody for it.

Whoever knows the brand's choice registers it with `chosen_by`; without one the site has the name of its settings.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from .kept import Kept

TOPIC = "brand"


@dataclass(frozen=True, kw_only=True)
class Logo:
    """The brand's mark as a picture: its address, and its size in pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The brand's own words for itself. Without a `logo` the drawn mark stands.

    `promise`: within how many hours the team answers; 0 when it promises nothing. `levels`: the brand's names of levels,
    the lowest first; "" or missing where the product's own name stands.
    `terms` and `guidelines`: the version in force, 0 when there are none yet.
    """

    named: str = ""
    logo: Logo | None = None
    promise: int = 0
    levels: tuple[str, ...] = ()
    terms: int = 0
    guidelines: int = 0

    @property
    def name(self) -> str:
        return self.named or settings.BRAND_NAME

    def level_name(self, number: int, otherwise: str) -> str:
        """The brand's name of a level (from 1), or the product's."""
        return (self.levels[number - 1] if 0 < number <= len(self.levels) else "") or otherwise


_choice: Callable[[], Identity] = Identity
_kept: Kept[Identity] = Kept(TOPIC, lambda: _choice())


def chosen_by(choice: Callable[[], Identity]) -> None:
    """Where the brand's choice is asked for; called when the site starts."""
    global _choice
    _choice = choice
    forget()


def current() -> Identity:
    return _kept.get()


def level_name(number: int, otherwise: str) -> str:
    return current().level_name(number, otherwise)


def brand_name() -> str:
    return current().name


def forget() -> None:
    _kept.forget()


def put(identity: Identity) -> None:
    """What it is, known without asking."""
    _kept.put(identity)
