"""What is open between a member and the team, beside the contacts this room keeps: rooms above lend it in their `panels.py`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from community.members.models import Member


@dataclass(frozen=True, kw_only=True)
class Open:
    """Something somebody of the team has to do for the member, by a time."""

    title: str
    url: str
    who: str
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Way:
    """A page of what is between the member and the team, when there is something on it."""

    label: str
    url: str


Lent = Callable[[Member], Iterator[Open | Way]]
_lent: list[Lent] = []


def lend(of: Lent) -> Lent:
    """Register what a room knows of it. Asked by the member's own page only."""
    if of not in _lent:
        _lent.append(of)
    return of


def with_the_team(member: Member) -> tuple[list[Open], list[Way]]:
    lent = [one for of in _lent for one in of(member)]
    return [one for one in lent if isinstance(one, Open)], [one for one in lent if isinstance(one, Way)]
