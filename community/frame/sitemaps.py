"""Lists of pages worth finding, for search engines: an index of pages of at most 10,000 addresses, cut by id.

A page is one walk along the primary key, however far back it lies, and never changes its place: new rows come last.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from xml.sax.saxutils import escape

from django.core.cache import cache
from django.db.models import Expression, F, Max, QuerySet
from django.http import HttpResponse

from .found import whole

ROWS, AN_HOUR = 10_000, 3600
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
Line = tuple[str, datetime | None]  # an address and when it changed


class Section(Protocol):
    """One kind of page."""

    @property
    def name(self) -> str: ...

    def pages(self) -> list[tuple[int, datetime | None]]:
        """The numbers of its pages, each with its latest change."""

    def lines(self, number: int) -> list[Line]:
        """What stands on one of them, [] where there is nothing."""


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of a table. `rows` are those everybody may see and that say something; `changed` is when, if it is known."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    changed: Expression | F | None = None
    address: Callable[[Any], str] = lambda row: row.get_absolute_url()

    def pages(self) -> list[tuple[int, datetime | None]]:
        """Looked at once an hour: it takes a walk over the whole table."""
        key = f"sitemap-{self.name}"
        kept = cache.get(key)
        if kept is None:
            cut = self.rows().order_by().annotate(number=F("pk") / ROWS).values("number")
            each = cut.annotate(latest=Max(self.changed)) if self.changed else cut.distinct()
            kept = [(row["number"], row.get("latest")) for row in each.order_by("number")]
            cache.set(key, kept, AN_HOUR)
        return kept

    def lines(self, number: int) -> list[Line]:
        rows = self.rows().filter(pk__gte=number * ROWS, pk__lt=(number + 1) * ROWS).order_by("pk")
        if self.changed:
            rows = rows.annotate(latest=self.changed)
        return [(self.address(row), row.latest if self.changed else None) for row in rows]


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """Pages there is one of."""

    name: str
    addresses: Callable[[], Sequence[str]]

    def pages(self) -> list[tuple[int, datetime | None]]:
        return [(0, None)]

    def lines(self, number: int) -> list[Line]:
        return [(address, None) for address in self.addresses()] if number == 0 else []


def index(lines: Iterable[Line]) -> HttpResponse:
    return _written("sitemapindex", "sitemap", lines)


def sitemap(lines: Iterable[Line]) -> HttpResponse:
    return _written("urlset", "url", lines)


def _written(root: str, each: str, lines: Iterable[Line]) -> HttpResponse:
    body = "\n".join(
        f"<{each}><loc>{escape(address if '://' in address else whole(address))}</loc>"
        + (f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else "")
        + f"</{each}>"
        for address, changed in lines
    )
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{NAMESPACE}">\n{body}\n</{root}>\n'
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
