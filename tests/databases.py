"""A database of its own for each test process, copied from a template that was migrated once.

The template is keyed by all migrations and guards. After a transactional test the database is made as the template is:
Django would flush it, but a flush erases what migrations wrote (Wagtail's root page) and the append-only triggers
refuse it.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from community.events import guards
from tests.environment import MINE, TESTS_DATA, is_alive


class Database(Protocol):
    def restore(self) -> None:
        """Make it as it was after migrating: also what migrations wrote, sequences and guards."""

    def drop(self) -> None: ...


def make_ready() -> Database:
    """This process's own database, as migrations leave it. Child processes find it in DATABASE_URL."""
    database = kind()
    database.restore()
    return database


def kind() -> Database:
    """The template is there when this returns, the process's own database not yet."""
    return InFile() if connection.vendor == "sqlite" else OnServer()


def key() -> str:
    """Changes whenever migrating or installing guards could give another database."""
    seen = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            seen.update(f"{config.name}/{path.name}".encode() + path.read_bytes())
    for guard in guards.all_guards():
        seen.update(repr((guard.name, guard.statements(connection.vendor))).encode())
    return seen.hexdigest()[:12]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two test processes must not migrate the same template."""
    TESTS_DATA.mkdir(parents=True, exist_ok=True)
    with (TESTS_DATA / f"template-{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def let_go() -> None:
    """Close this thread's connection and, on PostgreSQL, those that stand ready for any thread."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


def point_to(name: str) -> None:
    """Every connection of this process, in any thread, goes to this database from now on."""
    let_go()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = name


def migrate(name: str) -> None:
    print("Migrating the tests' template database (once per change)", file=sys.__stderr__, flush=True)  # noqa: T201
    point_to(name)
    call_command("migrate", verbosity=0, interactive=False)
    let_go()


class InFile:
    """SQLite: a file, so that a server in another thread or process shares it with the test."""

    def __init__(self) -> None:
        self.template = TESTS_DATA / f"template-{key()}.sqlite3"
        self.mine = TESTS_DATA / MINE / "database.sqlite3"
        self.mine.parent.mkdir(parents=True, exist_ok=True)
        with one_at_a_time():
            self._tidy()
            if not self.template.exists():
                new = self.mine.with_name("template.sqlite3")
                migrate(str(new))
                new.replace(self.template)
        point_to(str(self.mine))
        os.environ["DATABASE_URL"] = f"sqlite:///{self.mine}"

    def restore(self) -> None:
        # SQLite's own backup writes into the file in place: connections of other threads see it too.
        let_go()
        source = sqlite3.connect(f"file:{self.template}?mode=ro&immutable=1", uri=True)
        target = sqlite3.connect(self.mine, timeout=20)
        with closing(source), closing(target):
            source.backup(target)

    def drop(self) -> None:
        let_go()
        shutil.rmtree(self.mine.parent, ignore_errors=True)

    def _tidy(self) -> None:
        """Leftovers of processes that were killed, and templates of migrations nobody has any more."""
        for path in TESTS_DATA.glob("*-*"):
            if path.is_dir() and not is_alive(path.name):
                shutil.rmtree(path, ignore_errors=True)
        templates = sorted(TESTS_DATA.glob("template-*.sqlite3"), key=lambda path: path.stat().st_mtime)
        for path in templates[:-4]:
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Rows:
    """What a PostgreSQL database held when it was made: its form, the rows of its tables and where its sequences stood."""

    form: Any
    rows: dict[str, bytes]
    sequences: dict[str, int | None]

    # Whatever is added, dropped or altered changes how many there are of something, or their numbers.
    FORM = """SELECT
        (SELECT (count(*), sum(oid::bigint))::text FROM pg_class WHERE relnamespace = 'public'::regnamespace),
        (SELECT (count(*), sum(oid::bigint), sum(ascii(tgenabled::text)))::text FROM pg_trigger),
        (SELECT (count(*), sum(oid::bigint), sum(convalidated::int))::text FROM pg_constraint),
        (SELECT (count(*), sum(oid::bigint), max(xmin::text::bigint))::text FROM pg_proc WHERE oid >= 16384),
        (SELECT md5(string_agg(concat_ws(' ', attrelid, attname, atttypid, atttypmod, attnotnull, atthasdef, attisdropped), ','
            ORDER BY attrelid, attnum)) FROM pg_attribute WHERE attrelid >= 16384)"""
    TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"

    @classmethod
    def of(cls, server: psycopg.Connection[Any]) -> "Rows":
        tables = [name for (name,) in server.execute(cls.TABLES)]
        return cls(
            form=server.execute(cls.FORM).fetchone(),
            rows={name: rows for name in tables if (rows := read(server, name))},
            sequences=dict(server.execute(cls.SEQUENCES).fetchall()),
        )

    def put_back(self, server: psycopg.Connection[Any]) -> bool:
        """False where the form is another: then only a new database is like the old one."""
        if server.execute(self.FORM).fetchone() != self.form:
            return False
        with server.transaction():
            server.execute("SET LOCAL session_replication_role = replica")  # neither guards nor foreign keys are asked
            for name in self._full(server):
                kept = self.rows.get(name, b"")
                if kept and read(server, name) == kept:
                    continue
                server.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                if kept:
                    with server.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                        copy.write(kept)
            for name, at in server.execute(self.SEQUENCES).fetchall():
                if at != (first := self.sequences[name]):
                    server.execute("SELECT setval(%s, %s, %s)", [f'public."{name}"', first or 1, first is not None])
        return True

    def _full(self, server: psycopg.Connection[Any]) -> list[str]:
        """Tables that hold rows now, and those that did."""
        tables = [name for (name,) in server.execute(self.TABLES)]
        ask = sql.SQL(" UNION ALL ").join(
            sql.SQL("(SELECT {} FROM {} LIMIT 1)").format(sql.Literal(name), sql.Identifier(name)) for name in tables
        )
        return sorted({name for (name,) in server.execute(ask)} | self.rows.keys())


def read(server: psycopg.Connection[Any], name: str) -> bytes:
    with server.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
        return b"".join(bytes(part) for part in copy)


class OnServer:
    """PostgreSQL: databases beside the one DATABASE_URL names, which itself is never written to."""

    def __init__(self) -> None:
        self.base = str(connection.settings_dict["NAME"])
        self.template = f"{self.base}-template-{key()}"
        self.mine = f"{self.base}-test-{MINE}"
        self.first: Rows | None = None
        self.address = {
            option: connection.settings_dict[setting] or None
            for option, setting in {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}.items()
        }
        with one_at_a_time():
            there = self._names()
            self._tidy(there)
            if self.template not in there:
                self._run("CREATE DATABASE {}", self.mine)
                migrate(self.mine)
                self._run("ALTER DATABASE {} RENAME TO {}", self.mine, self.template)
        point_to(self.mine)
        os.environ["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{self.mine}"

    def restore(self) -> None:
        let_go()
        if self.first is None or not self._put_back(self.first):
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.mine)
            self._run("CREATE DATABASE {} TEMPLATE {}", self.mine, self.template)
            with self._server(self.mine) as mine:
                self.first = Rows.of(mine)

    def _put_back(self, first: "Rows") -> bool:
        """Row by row, which costs a tenth of a new database; False where that cannot be done or is not enough."""
        with self._server(self.mine) as mine:
            if not mine.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone()[0]:
                return False
            mine.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [self.mine],
            )
            return first.put_back(mine)

    def drop(self) -> None:
        let_go()
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.mine)
        shutil.rmtree(TESTS_DATA / MINE, ignore_errors=True)

    def _run(self, words: str, *names: str) -> None:
        with self._server() as server:
            server.execute(sql.SQL(words).format(*map(sql.Identifier, names)))

    def _names(self) -> set[str]:
        with self._server() as server:
            return {row[0] for row in server.execute("SELECT datname FROM pg_database")}

    def _server(self, name: str = "") -> psycopg.Connection[Any]:
        return psycopg.connect(dbname=name or self.base, autocommit=True, **self.address)

    def _tidy(self, there: set[str]) -> None:
        for name in there:
            old = name.startswith(f"{self.base}-template-") and name != self.template
            left = name.startswith(f"{self.base}-test-") and not is_alive(name.removeprefix(f"{self.base}-test-"))
            if old or left:
                self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
