"""Where a database is built: here, where nothing is yet; or aside, to take the place of what is here when it is whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DatabaseError, connection, connections

from . import Unfit

PEOPLE = ("members_member", "events_event")
BEFORE = "before_restore"


def is_empty() -> bool:
    """Nobody is here and nothing has happened, whether there are tables or not."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in there.intersection(PEOPLE):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            if cursor.fetchone()[0]:
                return False
    return True


@contextmanager
def aside() -> Iterator[None]:
    """An empty database; when the block ends well it takes the place of the one that is here, otherwise that one stays."""
    with _file() if connection.vendor == "sqlite" else _schema():
        yield


@contextmanager
def _file() -> Iterator[None]:
    here = str(connection.settings_dict["NAME"])
    new = Path(f"{here}.restoring")
    _remove(new)
    _point_to(str(new))
    try:
        yield
        connection.close()
        with closing(sqlite3.connect(new)) as source, closing(sqlite3.connect(here, timeout=20)) as target:
            source.backup(target)  # one transaction of the database that is here
    finally:
        _point_to(here)
        _remove(new)


def _point_to(name: str) -> None:
    connection.close()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


@contextmanager
def _schema() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        name = cursor.fetchone()[0]
    put_back(name)
    _refuse_company()
    try:
        _run(f'ALTER SCHEMA "{name}" RENAME TO {BEFORE}', f'CREATE SCHEMA "{name}"')
    except DatabaseError as problem:
        raise Unfit(f"The database's user must own the database to replace it ({str(problem).strip()}).") from None
    try:
        yield
    except BaseException:
        connection.close()
        put_back(name)
        raise
    _run(f"DROP SCHEMA {BEFORE} CASCADE")


def put_back(name: str) -> None:
    """What a restore that failed or was killed had put aside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [BEFORE])
        left = cursor.fetchone()
    if left:
        _run(f'DROP SCHEMA IF EXISTS "{name}" CASCADE', f'ALTER SCHEMA {BEFORE} RENAME TO "{name}"')


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements))  # one message: all of it or none


def _refuse_company() -> None:
    """What others write during a restore would be lost without a word. A pool of our own would be company too."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["OPTIONS"]["pool"] = False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise Unfit(f"Stop pages, sockets and workers first: the database has {others} other connections.")
