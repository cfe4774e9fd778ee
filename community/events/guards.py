"""What the database itself refuses, made again after every migrate.

SQLite drops a table's triggers whenever a migration rebuilds the table, so guards are not part of migrations:
`install()` is idempotent and runs after each `migrate` and in test set-up; `missing()` feeds a system check.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

M = TypeVar("M", bound=type[models.Model])


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One thing the database must hold. `table` must exist before `statements(vendor)` make `name`."""

    name: str
    table: str
    statements: Callable[[str], list[str]]


_models: list[type[models.Model]] = []


def append_only(model: M) -> M:
    """Class decorator: rows of this table are written once. UPDATE, DELETE and TRUNCATE raise IntegrityError."""
    _models.append(model)
    return model


def _refusal(table: str, verb: str) -> Callable[[str], list[str]]:
    name = f"{table}_refuses_{verb.lower()}"

    def statements(vendor: str) -> list[str]:
        if vendor == "sqlite":
            if verb == "TRUNCATE":
                return []
            return [
                f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {verb} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            ]
        each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
        return [
            # SQLSTATE class 23 reaches Django as IntegrityError, as on SQLite.
            "CREATE OR REPLACE FUNCTION querencia_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23000'; END $$",
            f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {verb} ON "{table}" '
            f"FOR EACH {each} EXECUTE FUNCTION querencia_append_only()",
        ]

    return statements


def all_guards() -> Iterator[Guard]:
    for model in _models:
        table = model._meta.db_table
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            yield Guard(name=f"{table}_refuses_{verb.lower()}", table=table, statements=_refusal(table, verb))


def _triggers(connection: BaseDatabaseWrapper) -> set[str]:
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal "
        "AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


def install(using: str = "default") -> None:
    """Make every guard whose table exists. Safe to call at any time."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in all_guards():
            if guard.table in tables:
                for statement in guard.statements(connection.vendor):
                    cursor.execute(statement)


def lift(using: str = "default") -> None:
    """Take every guard off, to load a whole database: only inside a transaction that installs them again before it ends."""
    connection = connections[using]
    if not connection.in_atomic_block:
        raise RuntimeError("Guards are lifted inside a transaction only.")
    there = _triggers(connection)
    with connection.cursor() as cursor:
        for guard in all_guards():
            if guard.name in there:
                name, table = connection.ops.quote_name(guard.name), connection.ops.quote_name(guard.table)
                cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def missing(using: str = "default") -> list[str]:
    """The names of guards whose table exists and which the database has lost."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    there = _triggers(connection)
    return [
        guard.name
        for guard in all_guards()
        if guard.table in tables and guard.statements(connection.vendor) and guard.name not in there
    ]
