"""Which tables are kept, their rows as lines, and their rows from lines."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from . import columns

# Sign-ins end with a restore: one that was ended since must not come back. Search tables differ between databases and
# are made again from rows.
LEFT_OUT = {"sessions", "usersessions", "wagtailsearch", "modelsearch", "migrations"}
# Each database has a search table of its own kind, so its name and rights are made again with it.
_SEARCH = "SELECT id FROM django_content_type WHERE app_label IN ('wagtailsearch', 'modelsearch')"
ONLY = {
    "django_content_type": f"WHERE id NOT IN ({_SEARCH})",
    "auth_permission": f"WHERE content_type_id NOT IN ({_SEARCH})",
}
BATCH = 1000


@dataclass(frozen=True)
class Table:
    model: type[models.Model]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def fields(self) -> dict[str, models.Field]:
        """By column, sorted."""
        kept = {str(field.column): field for field in self.model._meta.local_concrete_fields if not field.generated}
        return dict(sorted(kept.items()))

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column)


def every(apps: Apps) -> list[Table]:
    """All tables of models, also between models, whose rows a backup keeps, by name."""
    found = {table.name: table for table in map(Table, _stored(apps)) if table.model._meta.app_label not in LEFT_OUT}
    return [found[name] for name in sorted(found)]


def _stored(apps: Apps) -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def lines(table: Table, connection: BaseDatabaseWrapper) -> Iterator[str]:
    """The columns, then each row, in the order of the key; each line ends with a newline."""
    quote = connection.ops.quote_name
    names = list(table.fields)
    turns = [(n, turn) for n, field in enumerate(table.fields.values()) if (turn := columns.reader(field, connection))]
    yield columns.dumps(names) + "\n"
    chosen = ", ".join(map(quote, names))
    with connection.chunked_cursor() as cursor:
        only = ONLY.get(table.name, "")
        cursor.execute(f"SELECT {chosen} FROM {quote(table.name)} {only} ORDER BY {quote(table.key)}")
        while batch := cursor.fetchmany(BATCH):
            for row in batch:
                values = list(row)
                for n, turn in turns:
                    values[n] = turn(values[n])
                yield columns.dumps(values) + "\n"


def digest(table: Table, connection: BaseDatabaseWrapper) -> tuple[int, str]:
    """How many rows there are, and the hash of their lines."""
    seen, rows = hashlib.sha256(), -1
    for line in lines(table, connection):
        seen.update(line.encode())
        rows += 1
    return rows, seen.hexdigest()


def count(table: Table, connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table.name)} {ONLY.get(table.name, '')}")
        return int(cursor.fetchone()[0])


def load(table: Table, given: Iterable[str], connection: BaseDatabaseWrapper) -> Iterator[int]:
    """Write rows into an empty table; yields how many were written in each batch. KeyError for a column nobody knows."""
    rest = iter(given)
    names = json.loads(next(rest))
    fields = table.fields
    turns = [(n, turn) for n, name in enumerate(names) if (turn := columns.writer(fields[name], connection))]
    rows = (_values(line, turns) for line in rest)
    into = f"{connection.ops.quote_name(table.name)} ({', '.join(map(connection.ops.quote_name, names))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                while batch := list(islice(rows, BATCH)):
                    for row in batch:
                        copy.write_row(row)
                    yield len(batch)
            return
        places = ", ".join(["%s"] * len(names))
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", batch)
            yield len(batch)


def _values(line: str, turns: list[tuple[int, columns.Turn]]) -> list[Any]:
    values: list[Any] = json.loads(line)
    for n, turn in turns:
        values[n] = turn(values[n])
    return values


def empty(apps: Apps, connection: BaseDatabaseWrapper) -> None:
    """Take out what migrations wrote, search tables and sign-ins too."""
    with connection.cursor() as cursor:
        for model in _stored(apps):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def last_number(table: Table, connection: BaseDatabaseWrapper) -> int:
    """The highest number the table ever gave, also to rows that are gone; 0 where it gives none."""
    if table.model._meta.auto_field is None:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
            found = cursor.fetchone()
            return int(found[0]) if found else 0
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(table.name), table.key])
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")
        return int(cursor.fetchone()[0])


def set_last_number(table: Table, number: int, connection: BaseDatabaseWrapper) -> None:
    """No row will get a number that a row had before, even one that is gone."""
    if table.model._meta.auto_field is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, number])
        elif number:
            name = connection.ops.quote_name(table.name)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [name, table.key, number])
        else:
            for statement in connection.ops.sequence_reset_sql(no_style(), [table.model]):
                cursor.execute(statement)
