"""Stable paging, however deep: a page begins after the last row of the one before it, named by an opaque cursor.

No count, no page numbers: the cost of a page does not depend on how far back it lies, and a row that comes or goes
meanwhile moves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from community.frame.prepared import ask
from community.verdict import Refused

from ..models import Question, QuestionQuerySet
from .reading import read_places

SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_signer = Signer(salt="forum.paging", sep=".")


@dataclass(frozen=True, kw_only=True)
class Order:
    """A way to look at questions: by which moment, newest first."""

    name: str
    by: str  # the column of the moment


@dataclass(frozen=True, kw_only=True)
class Page:
    rows: list[Question]
    older: str  # the query string of the next page, "" at the end


def cursor_of(order: Order, row: Question) -> str:
    micros = (getattr(row, order.by) - EPOCH) // timedelta(microseconds=1)
    return _signer.sign(f"{order.name}~{micros}~{row.pk}")


def read_cursor(order: Order, cursor: str) -> tuple[datetime, int]:
    """The moment and id a page begins after. Refused (400) when the cursor is not one of ours for this order."""
    try:
        name, micros, pk = _signer.unsign(cursor).split("~")
        if name != order.name:
            raise ValueError(name)
        return EPOCH + timedelta(microseconds=int(micros)), int(pk)
    except (BadSignature, ValueError, OverflowError):
        raise Refused(_("The address of this page is not whole. Begin again with the newest ones."), status=400) from None


Rows = Callable[[int], QuestionQuerySet]  # the questions of a place


def page_of(request: HttpRequest, rows: Rows, which: Callable[[Any], Any], order: Order, *, place: int) -> Page:
    """The rows after `?before=` and the way to the next ones. Two queries."""

    def listed(place: int, *after: Any) -> QuestionQuerySet:
        found = which(rows(place)).for_list().order_by(f"-{order.by}", "-pk")
        return (found.filter(_older_than(order, *after)) if after else found)[: SIZE + 1]

    cursor = request.GET.get("before", "")
    found = ask(listed, place, *(read_cursor(order, cursor) if cursor else ()), shape=(rows, order))
    read_places(found[:SIZE], tags=False)
    return Page(rows=found[:SIZE], older=_next(request, order, found[SIZE - 1]) if len(found) > SIZE else "")


def _older_than(order: Order, moment: datetime, pk: int) -> Q:
    """Written so that an index on (moment, id) is entered at the right place."""
    return Q(**{f"{order.by}__lte": moment}) & (Q(**{f"{order.by}__lt": moment}) | Q(pk__lt=pk))


def _next(request: HttpRequest, order: Order, last: Question) -> str:
    query: Any = request.GET.copy()
    query["before"] = cursor_of(order, last)
    return f"?{query.urlencode()}"
