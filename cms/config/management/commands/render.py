import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.forum import actions
from community.importers.progress import Progress


class Command(BaseCommand):
    """Each batch is a transaction that also says what drew its texts: stopped anywhere, the next run goes on from there."""

    help = "Draw texts again that an older renderer drew. The workers do it too, slowly."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every text, whatever drew it; stopped, go on without --all")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            actions.forget_renderings()
        progress = Progress(sys.stderr)
        progress.step("texts", actions.count_old())
        try:
            while rows := actions.render_old():
                progress.add(rows)
        except KeyboardInterrupt:
            raise CommandError("Stopped. The same command, without --all, goes on from here.", returncode=130) from None
        progress.end()
        self.stdout.write(f"{progress.done:,} texts drawn again.")
