"""A wave of spam: what many accounts wrote in a short time, found at once. What is done about it is in actions.waves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from community import clock
from community.forum.models import State, Text

from .models import KINDS, kind_of, texts_of

MOST = 200  # texts shown, and taken away, at once
LOOKED_AT = 10_000  # the newest of each kind are looked through, not all there ever were
HOURS = (1, 6, 24, 72)
NEW = (1, 7, 30)  # days since whoever wrote it joined
SIGN = ":"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`words` stand in it; it was written in the last `hours`, by who joined in the last `joined` days (0: whenever)."""

    words: str = ""
    hours: int = 24
    joined: int = 0


def found(asked: Asked, *, viewer: Any) -> list[Text]:
    """What fits and can be read or waits, newest first, MOST at most. Nothing by the team or by whoever looks."""
    texts = [text for kind in KINDS for text in _of(kind, asked, viewer)]
    return sorted(texts, key=lambda text: (text.written_at, text.pk), reverse=True)[:MOST]


def _of(kind: str, asked: Asked, viewer: Any) -> Iterable[Any]:
    newest = KINDS[kind].objects.order_by("-pk").values("pk")[:LOOKED_AT]
    moment = clock.now()
    rows = texts_of(kind).filter(pk__in=newest, state__in=(State.PUBLISHED, State.HELD))
    rows = rows.filter(written_at__gte=moment - timedelta(hours=asked.hours), author__is_staff=False, author__is_superuser=False)
    if words := asked.words.strip():
        said = Q(body__icontains=words)
        rows = rows.filter(said | Q(title__icontains=words) if kind == "question" else said)
    if asked.joined:
        rows = rows.filter(author__joined_at__gte=moment - timedelta(days=asked.joined))
    return rows.exclude(author=viewer).order_by("-pk")[:MOST]


def name_of(text: Text) -> str:
    """How a form names it."""
    return f"{kind_of(text)}{SIGN}{text.pk}"


def named(names: Iterable[str]) -> list[tuple[str, int]]:
    """(kind, id) of what a form names; what makes no sense is left out."""
    parts = (name.partition(SIGN) for name in names)
    return [(kind, int(pk)) for kind, _sign, pk in parts if kind in KINDS and pk.isdecimal() and len(pk) < 19]
