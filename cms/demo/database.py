"""Bringing the demo's database up to date, with something to look at meanwhile."""

import gc
from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from community.events import guards

Progress = Callable[[int, int], None]
SWEEP = 60  # migrations between two collections of garbage


def waiting() -> int:
    """How many migrations are not applied yet."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Counter:
    """The output of `migrate`, turned into progress: it writes " OK" after each migration."""

    def __init__(self, of: int, progress: Progress) -> None:
        self.of, self.done, self.progress = of, 0, progress

    def write(self, text: str) -> None:
        if " OK" in text:
            self.done += text.count(" OK")
            self.progress(self.done, self.of)
            if self.done % SWEEP == 0:
                gc.collect()

    def flush(self) -> None:
        """What is written is shown at once."""


def migrate(of: int, progress: Progress) -> None:
    """Apply what is missing. A start that was interrupted goes on where it stopped: each migration is whole or not at all.

    Each step makes all models anew, and the collector would look at them over and over: without it, a third less time.
    """
    gc.disable()
    try:
        call_command("migrate", interactive=False, stdout=Counter(of, progress))
    finally:
        gc.enable()


def mend() -> None:
    """What a migration, or somebody's hand, has dropped."""
    if guards.missing():
        guards.install()
