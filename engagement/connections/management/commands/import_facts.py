import csv
import sys
from argparse import ArgumentParser
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.importers.progress import Progress
from engagement.connections import actions, files, incoming

SHOWN = 20  # refused lines that are printed; all of them are in the report


class Command(BaseCommand):
    """Stopped and started again it goes on: what a line told before is known."""

    help = "Take purchases, refunds, visits, closed requests and completed courses from a CSV file (columns: docs/operations)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--type", default="", choices=["", *incoming.KINDS], help="of every line, where there is no such column"
        )
        parser.add_argument("--source", default="", help="the system the file is from, where there is no such column")
        parser.add_argument("--dry-run", action="store_true", help="say what would become of each line and write nothing")
        parser.add_argument("--report", type=Path, help="a CSV file to write: line, id, status, problem")

    def handle(self, *args: Any, file: Path, type: str, source: str, dry_run: bool, report: Path | None, **options: Any) -> None:
        counts: Counter[str] = Counter()
        try:
            with ExitStack() as open_files:
                table = open_files.enter_context(files.open_table(file))
                told = csv.writer(open_files.enter_context(report.open("w", newline=""))) if report else None
                progress = Progress(sys.stderr)
                progress.step(file.name, files.lines_in(file))
                items = files.items(table, type=type, source=source)
                for number, taken in enumerate(actions.take_all(items, dry=dry_run), start=2):
                    counts[taken.status] += 1
                    progress.add(1)
                    if told:
                        told.writerow([number, taken.id, taken.status, taken.problem])
                    if taken.status == actions.REFUSED and counts[taken.status] <= SHOWN:
                        self.stdout.write(f"line {number}: {taken.problem}")
                progress.end()
        except files.NoTable as problem:
            raise CommandError(f"{problem} Nothing was taken.") from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. The same command goes on from here.", returncode=130) from None
        self.stdout.write(_summary(counts, dry=dry_run))


def _summary(counts: Counter[str], *, dry: bool) -> str:
    said = f"{counts[actions.NEW]:,} new, {counts[actions.KNOWN]:,} known, {counts[actions.REFUSED]:,} refused"
    return f"Nothing was written. It would be {said}." if dry else f"{said[0].upper()}{said[1:]}."
