"""The pieces other rooms lend to a member's page. This room knows who somebody is, not what they did.

A room above writes `panels.py` with functions marked `@panel(place=..., order=...)`. Each gets (viewer, member) and
gives a Panel or None. A panel's template sees its context as `panel`; it must not ask the database, so the function
reads everything it shows, in a number of queries that does not grow with the rows, and only what the viewer may see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .models import Member

Place = Literal["head", "main", "aside"]
PLACES: tuple[Place, ...] = ("head", "main", "aside")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One piece of the page: a template, and what it shows."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    written: bool = False  # it shows something the member wrote: the page is worth finding


Piece = Callable[[Any, Member], Panel | None]
_pieces: dict[Place, list[tuple[int, str, Piece]]] = {place: [] for place in PLACES}


def panel(*, place: Place, order: int) -> Callable[[Piece], Piece]:
    """Lend a piece to the profile: under the name ("head"), in the column ("main") or beside it ("aside"), lowest order first."""

    def register(piece: Piece) -> Piece:
        _pieces[place].append((order, f"{piece.__module__}.{piece.__qualname__}", piece))
        _pieces[place].sort(key=lambda entry: entry[:2])
        return piece

    return register


def panels_for(viewer: Any, member: Member) -> dict[str, list[Panel]]:
    """Every piece the viewer sees on the member's page, by place."""
    return {place: [shown for _, _, piece in _pieces[place] if (shown := piece(viewer, member)) is not None] for place in PLACES}
