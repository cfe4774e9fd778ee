from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cms.config.backup import Unfit, files, making, tables
from cms.config.backup.archive import Reader


class Command(BaseCommand):
    help = "One hash for each table and one for all files: of this site, or of a backup. Two that are the same hold the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a backup, read by its manifest; without it, this site")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        try:
            lines = list(_of_archive(file)) if file else list(_of_site())
        except Unfit as why:
            raise CommandError(str(why)) from None
        self.stdout.write("\n".join(lines))


def _of_archive(path: Path) -> Iterator[str]:
    manifest = Reader(path).manifest
    for each in manifest["tables"]:
        yield f"{each['sha256']} {each['rows']} {each['name']}"
    yield _line(manifest["files"])


def _of_site() -> Iterator[str]:
    with making.one_moment():
        for table in tables.every(apps):
            rows, sha256 = tables.digest(table, connection)
            yield f"{sha256} {rows} {table.name}"
        yield _line(files.tally().says())


def _line(said: dict[str, Any]) -> str:
    return f"{said['sha256']} {said['count']} files"
