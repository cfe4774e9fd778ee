"""Queries compiled once: building and compiling a queryset costs several times what the database needs to answer it.

`make` gives the queryset for stand-ins of its numbers, once per shape; later only the numbers change. What a queryset
means is still said where it always was (`visible_to`, `listed`, `for_page`). PostgreSQL gets the numbers apart from the
statement and plans it once per connection; rows become objects without Django's constructor, which costs more than they do.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable, ValuesListIterable

STANDS_FOR = -7_400_000_001  # and downwards: no id of ours


def _stands_for(value: Any, place: int) -> Any:
    if isinstance(value, str):
        return f"\ue000{place}\ue001"
    return datetime(1900, 1, 1, microsecond=place, tzinfo=UTC) if isinstance(value, datetime) else STANDS_FOR - place


def _as_param(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


class Maker:
    """Makes the objects of one model, and those joined to them, from rows of a query."""

    def __init__(self, info: dict[str, Any], select: Any) -> None:
        places = info["select_fields"]
        self.model: type[models.Model] = info["model"]
        self.names = [select[place][0].target.attname for place in places]
        self.columns = slice(places[0], places[-1] + 1)
        self.pk = places[self.names.index(self.model._meta.pk.attname)]
        self.joined = [
            (Maker(child, select), child["local_setter"], child["remote_setter"]) for child in info.get("related_klass_infos", ())
        ]

    def make(self, row: Any, alias: str) -> Any:
        made = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, alias
        made.__dict__ = dict(zip(self.names, row[self.columns], strict=True), _state=state)
        for maker, there, back in self.joined:
            other = None if row[maker.pk] is None else maker.make(row, alias)
            there(made, other)
            if other is not None:
                back(other, made)
        return made


class Prepared:
    def __init__(self, make: Callable[..., QuerySet[Any]], like: tuple[Any, ...]) -> None:
        stands = [_stands_for(value, place) for place, value in enumerate(like)]
        rows = make(*stands)
        self.compiler = rows.query.get_compiler(connection=connection)
        sql, params = self.compiler.as_sql()
        places = {_as_param(value): place for place, value in enumerate(stands)}
        self.sql, self.params = (_written_out if connection.vendor == "postgresql" else _as_it_is)(sql, params, places)
        self.converters = self.compiler.get_converters([column[0] for column in self.compiler.select[: self.compiler.col_count]])
        self.maker: Maker | None = None
        if issubclass(rows._iterable_class, ModelIterable):
            self.maker = Maker(self.compiler.klass_info, self.compiler.select)
        elif rows._iterable_class is not ValuesListIterable:
            raise TypeError("rows or tuples")
        self.extra = self.compiler.annotation_col_map

    def rows(self, numbers: tuple[Any, ...]) -> Iterator[Any]:
        given = [_as_param(value) for value in numbers]
        with _cursor() as cursor:
            cursor.execute(self.sql, [value if place is None else given[place] for value, place in self.params])
            found: Iterable[Any] = cursor.fetchall()
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return iter(found) if self.maker is None else self._objects(self.maker, found)

    def _objects(self, maker: Maker, found: Iterable[Any]) -> Iterator[Any]:
        alias, extra = connection.alias, self.extra.items()
        for row in found:
            made = maker.make(row, alias)
            for name, place in extra:
                setattr(made, name, row[place])
            yield made


Params = list[tuple[Any, int | None]]  # (value, None) or (None, which of the numbers)


def _as_it_is(sql: str, params: Iterable[Any], places: dict[Any, int]) -> tuple[str, Params]:
    return sql, [(None, places[value]) if value in places else (value, None) for value in params]


def _written_out(sql: str, params: Iterable[Any], places: dict[Any, int]) -> tuple[str, Params]:
    """Only the numbers stay parameters: PostgreSQL could not always tell of what type the others are."""
    from psycopg.sql import Literal

    kept: Params = []
    values = iter(params)

    def written(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return found[0]
        value = next(values)
        if value in places:
            kept.append((None, places[value]))
            return "%s"
        return Literal(value).as_string(connection.connection).replace("%", "%%")

    return re.sub("%[%s]", written, sql), kept


def _cursor() -> Any:
    """One that sends parameters apart, which is what PostgreSQL needs to keep a plan (`prepare_threshold` in the settings)."""
    made: Any = connections[DEFAULT_DB_ALIAS]
    if made.vendor != "postgresql":
        return made.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    made.ensure_connection()
    if made.connection not in _quick:
        _read_moments_quickly(made.connection)
    return made._prepare_cursor(ServerBindingCursor(made.connection))  # type: ignore[call-arg]


_quick: WeakSet[Any] = WeakSet()  # connections


def _read_moments_quickly(raw: Any) -> None:
    """A page reads a hundred moments, and Django's reader takes each apart by a regular expression."""
    slow: Any = raw.adapters.get_loader(raw.adapters.types["timestamptz"].oid, 0)

    def load(self: Any, data: Any) -> Any:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # infinity, or before the year 1
            return slow.load(self, data)

    if getattr(slow, "timezone", None) is UTC:
        raw.adapters.register_loader("timestamptz", type("Moments", (slow,), {"load": load}))
    _quick.add(raw)


@dataclass(frozen=True)
class Kind:
    """What visible_to decides by, but for the viewer's number: with it, somebody who may read the same."""

    is_authenticated: bool
    on_duty: bool
    pk: int | None = None

    def __call__(self, pk: int) -> "Kind":
        return Kind(self.is_authenticated, self.on_duty, pk if self.is_authenticated else None)


def kind_of(viewer: Any) -> tuple[Kind, int]:
    return Kind(viewer.is_authenticated, getattr(viewer, "on_duty", False)), viewer.pk or 0


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


FEW = 3


def ask_of(make: Callable[..., QuerySet[Any]], ids: Sequence[Any], *numbers: Any, shape: Hashable = ()) -> list[Any]:
    """The rows of `make(*numbers, *ids)`: prepared for the few ids of one fact, as usual for those of a whole page."""
    if not ids:
        return []
    return ask(make, *numbers, *ids, shape=shape) if len(ids) <= FEW else list(make(*numbers, *ids))
