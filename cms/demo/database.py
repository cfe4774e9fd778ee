"""Bringing the demo's database up to date, with something to look at meanwhile."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from community.events import guards

Progress = Callable[[int, int], None]


def waiting() -> int:
    """How many migrations are not applied yet."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Counter:
    """The output of `migrate`, turned into progress: it writes " OK" after each migration."""

    def __init__(self, of: int, progress: Progress) -> None:
        self.of, self.done, self.progress = of, 0, progress

    def write(self, text: str) -> None:
        done = text.count(" OK")
        if done:
            self.done += done
            self.progress(self.done, self.of)

    def flush(self) -> None:
        """What is written is shown at once."""


def update(progress: Progress = lambda done, of: None) -> None:
    """Apply what is missing. A start that was interrupted goes on where it stopped: each migration is whole or not at all."""
    if of := waiting():
        call_command("migrate", interactive=False, stdout=Counter(of, progress))
    elif guards.missing():
        guards.install()
