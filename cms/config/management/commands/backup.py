import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.config.backup import Unfit, making
from community.importers.progress import Progress


class Command(BaseCommand):
    """Holds the site's secrets: docs/operations says what to do with the file."""

    help = "Write everything, database and files, into one FILE as it is at this moment, while the site goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = making.make(file, Progress(sys.stderr))
        except Unfit as why:
            raise CommandError(str(why)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. No file was written.", returncode=130) from None
        except OSError as problem:
            raise CommandError(f"No file was written: {problem}.") from None
        rows = sum(table["rows"] for table in manifest["tables"])
        size = file.stat().st_size / 1e6
        self.stdout.write(f"{file}: {rows:,} rows, {manifest['files']['count']:,} files, {size:,.1f} MB.")
