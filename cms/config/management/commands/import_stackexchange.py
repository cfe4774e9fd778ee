import gc
import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.importers.progress import Progress
from community.importers.stackexchange.counting import count_all
from community.importers.stackexchange.dump import import_dump, source_of
from community.importers.stackexchange.reading import Unreadable
from engagement.insights import actions as insights
from engagement.loyalty import actions as loyalty
from engagement.recognition import actions as recognition

BackFill = Callable[..., int]


class Command(BaseCommand):
    """Rows and silent facts first, then what engagement makes of them."""

    help = "Import a Stack Exchange data dump: a folder with Users.xml, Posts.xml and what else there is of its eight files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--site", default="", help="what the community is called, when the folder is called otherwise")
        parser.add_argument("--json", action="store_true", help="end with one line of figures, counted from the tables")

    def handle(self, *args: Any, folder: Path, site: str, **options: Any) -> None:
        source = source_of(folder, site)
        progress = Progress(sys.stderr)
        gc.freeze()  # what the product itself holds is not looked through again and again while rows come and go
        try:
            import_dump(folder, source=source, progress=progress)
            for what, back_fill in _back_fills():
                _run(back_fill, what, progress)
        except Unreadable as error:
            raise CommandError(f"{error} Nothing was imported.") from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. The same command goes on from here.", returncode=130) from None
        counts = count_all(source)
        self.stdout.write(json.dumps(counts) if options["json"] else _summary(counts))


def _back_fills() -> Iterable[tuple[str, BackFill]]:
    """Recognition first: loyalty profiles show it. Then the days that the figures are made of."""
    yield "recognition", recognition.back_fill
    yield "profiles", loyalty.back_fill
    yield "days", insights.back_fill


def _run(back_fill: BackFill, what: str, progress: Progress) -> None:
    before = 0

    def tell(done: int, total: int) -> None:
        nonlocal before
        progress.total = total
        progress.add(done - before)
        before = done

    progress.step(what, 0)
    back_fill(progress=tell)
    progress.end()


def _summary(counts: dict[str, Any]) -> str:
    return (
        f"Here now: {counts['users']:,} members, {counts['questions']:,} questions ({counts['accepted']:,} solved), "
        f"{counts['answers']:,} answers, {counts['comments']:,} comments and {counts['badges']:,} badges of old."
    )
