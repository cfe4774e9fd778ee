"""Queries compiled once: building and compiling a queryset costs several times what the database needs to answer it.

`make` gives the queryset for stand-ins of its numbers, once per shape; later only the numbers change. What a queryset
means is still said where it always was (`visible_to`, `listed`, `for_page`).
"""

from collections.abc import Callable, Hashable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

STANDS_FOR = -7_400_000_001  # and downwards: no id of ours


def _stands_for(value: Any, place: int) -> Any:
    return datetime(1900, 1, 1, microsecond=place, tzinfo=UTC) if isinstance(value, datetime) else STANDS_FOR - place


def _as_param(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


class Prepared:
    def __init__(self, make: Callable[..., QuerySet[Any]], like: tuple[Any, ...]) -> None:
        stands = [_stands_for(value, place) for place, value in enumerate(like)]
        rows = make(*stands)
        self.objects = issubclass(rows._iterable_class, ModelIterable)
        if not self.objects and rows._iterable_class is not ValuesListIterable:
            raise TypeError("rows or tuples")
        self.compiler = rows.query.get_compiler(connection=connection)
        self.sql, self.params = self.compiler.as_sql()
        places = {_as_param(value): place for place, value in enumerate(stands)}
        self.places = [places.get(value) for value in self.params]
        self.converters = self.compiler.get_converters([column[0] for column in self.compiler.select[: self.compiler.col_count]])
        if self.objects:
            self._learn_columns()

    def _learn_columns(self) -> None:
        select, info = self.compiler.select, self.compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        self.model, self.columns = info["model"], slice(first, last)
        self.names = [column[0].target.attname for column in select[first:last]]
        self.related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]
        self.extra = self.compiler.annotation_col_map

    def rows(self, numbers: tuple[Any, ...]) -> Iterator[Any]:
        given = [_as_param(value) for value in numbers]
        params = [value if place is None else given[place] for value, place in zip(self.params, self.places, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = iter(cursor.fetchall())
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return map(self._object, found) if self.objects else iter(found)

    def _object(self, row: Any) -> Any:
        made = self.model.from_db(connection.alias, self.names, row[self.columns])
        for populator in self.related:
            populator.populate(row, made)
        for name, place in self.extra.items():
            setattr(made, name, row[place])
        return made


_kept: dict[Hashable, Prepared] = {}


def ask(make: Callable[..., QuerySet[Any]], *numbers: Any, shape: Hashable = ()) -> list[Any]:
    """The rows of `make(*numbers)`. `shape` is whatever else the queryset depends on; numbers must not decide its form."""
    if any(isinstance(number, int) and not -(2**63) <= number < 2**63 for number in numbers):
        return []  # no row has such an id, and a database would raise
    key = (make.__module__, make.__qualname__, shape, tuple(map(type, numbers)), connection.vendor)
    kept = _kept.get(key)
    if kept is None:
        kept = _kept[key] = Prepared(make, numbers)
    return list(kept.rows(numbers))
