"""Who owns which product. This room knows products, not their owners: a room above lends the rows.

`lend` in its `panels.py` takes a function that gives a queryset of what stands now, with `member`, `product` and `since`
(a date). Whether others hear of it is each owner's choice, answer by answer; what they chose is kept with the answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat, ExtractYear

SAYS = "owns:"  # before the year, among what a viewer has said of a question
Rows = Callable[[], QuerySet[Any]]
_lent: list[Rows] = []


@dataclass(frozen=True)
class Owns:
    """A product somebody owns, and since which year."""

    product: str
    since: str


def lend(rows: Rows) -> Rows:
    """Register where the owners of products are kept."""
    if rows not in _lent:
        _lent.append(rows)
    return rows


def products_of(member_id: int) -> set[int]:
    """The products a member owns, by their ids."""
    return {pk for rows in _lent if member_id for pk in rows().filter(member=member_id).values_list("product_id", flat=True)}


def said_of(member_id: int, question_id: int) -> list[QuerySet[Any]]:
    """(product id, "owns:2024") for each product of the question that the member owns, to be read with other rows."""
    year = Concat(Value(SAYS), Cast(ExtractYear("since"), CharField()), output_field=CharField())
    return [
        rows().filter(member=member_id, product__questions=question_id).order_by().values_list("product_id", year)
        for rows in _lent
    ]


def owned_of(member_id: int, question_id: int, *, lock: bool = False) -> tuple[int, int] | None:
    """The first product of the question that the member owns, and since which year. `lock`: it stays theirs until the end."""
    for rows in _lent:
        mine = rows().filter(member=member_id, product__questions=question_id).order_by("product__position", "product__name")
        if lock:
            mine = mine.select_for_update(of=("self",), no_key=True)
        if found := mine.first():
            return found.product_id, found.since.year
    return None


def first_of(owned: dict[int, str], products: Iterable[Any]) -> Owns | None:
    """What may be said at an answer: the first of these products that is among {product id: year}."""
    return next((Owns(product.name, owned[product.pk]) for product in products if product.pk in owned), None)
