import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from cms.config.backup import Unfit, restoring
from community.importers.progress import Progress


class Command(BaseCommand):
    help = "Bring back what manage.py backup wrote: into an empty database, or with --replace instead of what is here."
    requires_system_checks: list[str] = []  # a database that a check would refuse is why one restores

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="throw away what is here, when all of the file is in place")
        parser.add_argument("--yes", action="store_true", help="with --replace: do not ask")
        parser.add_argument("--check", action="store_true", help="read all of the file and write nothing")

    def handle(self, *args: Any, file: Path, replace: bool, yes: bool, check: bool, **options: Any) -> None:
        progress = Progress(sys.stderr)
        try:
            archive = restoring.open_archive(file, progress)
            of = f"{archive.manifest['site']}, {archive.manifest['made_at'][:16]} UTC"
            if check:
                self.stdout.write(f"{file} is whole: {of}.")
                return
            if not restoring.is_free():
                self._may_replace(replace=replace, yes=yes)
            restoring.restore(archive, progress, self.stderr.write)
        except Unfit as why:
            raise CommandError(str(why)) from None
        except (DatabaseError, OSError) as problem:
            raise CommandError(f"{type(problem).__name__}: {problem}\nWhat was here is here.") from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. What was here is here.", returncode=130) from None
        self.stdout.write(f"Restored: {of}. Everybody signs in again; manage.py reconcile counts after it.")
        if not restoring.same_key(archive):
            self.stdout.write(
                "It was made with another SECRET_KEY: the secrets shared with other systems open with that one only. "
                "Set it, or name it in SECRET_KEY_FALLBACKS."
            )

    def _may_replace(self, *, replace: bool, yes: bool) -> None:
        if not replace:
            raise CommandError("There are members, facts or files here. --replace throws them away.")
        if yes:
            return
        if not sys.stdin.isatty():
            raise CommandError("--replace asks before it throws anything away; without a terminal it wants --yes.")
        if input(f"Everything here is thrown away. Type {settings.SITE_HOST} to go on: ") != settings.SITE_HOST:
            raise CommandError("Nothing was changed.")
