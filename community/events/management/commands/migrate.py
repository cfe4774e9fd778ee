from typing import Any

from django.core.management.commands import migrate as theirs

from community.events import guards
from community.events.migrating import LibrariesFirst, rarely_collected

theirs.MigrationExecutor = LibrariesFirst  # type: ignore[attr-defined] # what the command takes by that name


class Command(theirs.Command):
    """Django's migrate, then the guards again: SQLite drops a table's triggers whenever a migration rebuilds it."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        if not self._only_looks(options):
            guards.install(options["database"])  # a lost guard is what this command mends: the check must not stop it
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        with rarely_collected():
            super().handle(*args, **options)
        if not self._only_looks(options):
            guards.install(options["database"])

    @staticmethod
    def _only_looks(options: dict[str, Any]) -> bool:
        return bool(options["plan"] or options["check_unapplied"])
