"""One file of everything, as it was at one moment, while the site goes on."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.timezone import now

from cms.config.version import version
from community.importers.progress import Progress

from . import Unfit, files, tables
from .archive import FORMAT, Writer, whole_or_nothing


def make(path: Path, progress: Progress) -> dict[str, Any]:
    """Write `path`, which must not exist; returns the manifest. The rows are of one moment, the files of a little later:
    a file is there before the row that names it, so a row of that moment finds its file unless it was thrown away since."""
    if path.exists():
        raise Unfit(f"{path} exists already. A backup never overwrites one.")
    if not path.parent.is_dir():
        raise Unfit(f"There is no folder {path.parent}.")
    if waiting():
        raise Unfit("The database is older than this version. Run manage.py migrate first, or use the version it belongs to.")
    with whole_or_nothing(path) as file:
        writer = Writer(file, path.parent)
        with one_moment():
            manifest = about() | {"tables": _tables(writer, progress)}
            _files(writer, progress)
        manifest["files"] = writer.tally.says()
        writer.finish(manifest)
    return manifest


def about() -> dict[str, Any]:
    """What a restore must know of the site that this is of."""
    return {
        "format": FORMAT,
        "version": version(),
        "site": settings.SITE_URL,
        "made_at": now().isoformat(),
        "database": connection.vendor,
        "secret_key": key_mark(),
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
    }


def key_mark() -> str:
    """The same for the same SECRET_KEY; tells nothing else of it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"which key a backup belongs to", hashlib.sha256).hexdigest()[:16]


def waiting() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads see the database as it is now; nobody who writes waits for them."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        mode = connection.transaction_mode  # type: ignore[attr-defined]
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # ours would keep writers out meanwhile
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = mode  # type: ignore[attr-defined]
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _tables(writer: Writer, progress: Progress) -> list[dict[str, Any]]:
    every, said = tables.every(apps), []
    progress.step("rows", sum(tables.count(table, connection) for table in every))
    for table in every:
        rows, sha256 = writer.table(table.name, tables.lines(table, connection), progress.add)
        last = tables.last_number(table, connection)
        said.append({"name": table.name, "rows": rows, "sha256": sha256, "last_number": last})
    progress.end()
    return said


def _files(writer: Writer, progress: Progress) -> None:
    progress.step("files", sum(1 for _each in files.every()), "files")
    for name, path in files.every():
        if file := files.open_regular(path):  # members throw pictures away meanwhile
            with file:
                writer.file(name, file)
            progress.add(1)
    progress.end()
