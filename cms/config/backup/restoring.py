"""A site from one file: everything in it is read and believed before anything is written, and compared again afterwards."""

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from community.events import guards
from community.events.migrating import LibrariesFirst, rarely_collected
from community.importers.progress import Progress

from . import Unfit, files, ground, making, tables
from .archive import Reader

Say = Callable[[str], Any]
Node = tuple[str, str]


def open_archive(path: Path, progress: Progress) -> Reader:
    """Unfit for a file that is damaged, cut short, foreign, or of a newer version than this one."""
    archive = Reader(path)
    if newer := sorted(unknown(archive)):
        first = ".".join(newer[0])
        raise Unfit(
            f"The backup is of a newer version ({archive.manifest['version']}): this one lacks {len(newer)} migrations ({first})."
        )
    progress.step("checking", path.stat().st_size, "bytes")
    archive.check(progress.add)
    progress.end()
    return archive


def unknown(archive: Reader) -> set[Node]:
    """Migrations that made the backup's tables and that this version neither has nor has replaced."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    replaced = {tuple(each) for migration in known.values() for each in migration.replaces}
    return applied(archive) - set(known) - replaced


def applied(archive: Reader) -> set[Node]:
    return {(app, name) for app, name in archive.manifest["migrations"]}


def is_free() -> bool:
    """Nothing here would be lost."""
    return ground.is_empty() and files.is_empty()


def restore(archive: Reader, progress: Progress, say: Say) -> None:
    """Put the archive in the place of what is here. When it fails, what was here is here."""
    files.tidy()
    try:
        _bring_files(archive, progress)
        here = set(MigrationLoader(connection).applied_migrations)
        fits = ground.is_empty() and here <= applied(archive)
        with rarely_collected(), nullcontext() if fits else ground.aside():
            if fits and here == applied(archive):
                _load(archive, installed, progress)
            else:
                say("Making the tables as they were.")
                _load(archive, _tables_of(archive), progress)
            say("Bringing them up to date.")
            call_command("migrate", verbosity=0, interactive=False)
            ContentType.objects.clear_cache()
            call_command("wagtail_update_index", verbosity=0)
        files.swap()
    finally:
        files.tidy()
    forget_cached()


def _bring_files(archive: Reader, progress: Progress) -> None:
    progress.step("files", archive.manifest["files"]["count"], "files")
    for name, content in archive.files():
        path = files.coming(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            shutil.copyfileobj(content, file, files.PIECE)
        progress.add(1)
    progress.end()


def _tables_of(archive: Reader) -> Apps:
    """Migrate to where the backup's site was, and give the models of that time."""
    executor = LibrariesFirst(connection)
    graph = executor.loader.graph
    wanted = {node for node in graph.nodes if node in applied(archive)}
    ends = sorted(node for node in wanted if not any(child.key in wanted for child in _next(graph, node)))
    executor.migrate(ends)
    return executor.loader.project_state(ends).apps


def _next(graph: Any, node: Node) -> list[Any]:
    """What follows in the same room."""
    return [child for child in graph.node_map[node].children if child.key[0] == node[0]]


def _load(archive: Reader, apps: Apps, progress: Progress) -> None:
    """All tables in one transaction; Unfit when what stands there afterwards is not what the manifest says."""
    every = {table.name: table for table in tables.every(apps)}
    said = {each["name"]: each for each in archive.manifest["tables"]}
    if set(every) != set(said):
        raise Unfit(f"The backup and these migrations differ in tables: {', '.join(sorted(set(every) ^ set(said)))}.")
    with transaction.atomic():
        guards.lift()
        tables.empty(apps, connection)
        progress.step("rows", sum(each["rows"] for each in said.values()))
        for name, lines in archive.tables():
            for rows in tables.load(every[name], lines, connection):
                progress.add(rows)
        progress.end()
        progress.step("comparing", len(every), "tables")
        for name, table in every.items():
            tables.set_last_number(table, said[name]["last_number"], connection)
            if tables.digest(table, connection) != (said[name]["rows"], said[name]["sha256"]):
                raise Unfit(f"The table {name} is not the same after loading it. Nothing was changed.")
            progress.add(1)
        progress.end()
        connection.check_constraints()
        guards.install()


def forget_cached() -> None:
    """Pages and sign-ins kept in the cache are of the site that was here. Other sites in the same Redis keep theirs."""
    if not hasattr(cache, "_cache") or not hasattr(cache._cache, "get_client"):
        cache.clear()
        return
    client = cache._cache.get_client(write=True)
    for name in client.scan_iter(match=f"{cache.key_prefix}:*", count=1000):
        client.delete(name)


def same_key(archive: Reader) -> bool:
    return bool(archive.manifest["secret_key"] == making.key_mark())
