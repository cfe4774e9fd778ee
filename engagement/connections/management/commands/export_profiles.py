from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from engagement.connections import actions, export


class Command(BaseCommand):
    help = "Loyalty profiles, one a line, to standard output. The members see that theirs was taken along, and by what."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--form", choices=list(export.FORMS), default="ndjson")
        parser.add_argument("--sharing", action="store_true", help="for another system: only of members who allow that")
        parser.add_argument(
            "--for", dest="system", default="manage.py export_profiles", help="what the members see as who looked"
        )

    def handle(self, *args: Any, form: str, sharing: bool, system: str, **options: Any) -> None:
        for piece in actions.export_profiles(form, sharing=sharing, system=system):
            self.stdout.write(piece, ending="")
