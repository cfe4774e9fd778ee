from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import make_aware

from engagement.connections import actions, export


def moment(said: str) -> datetime:
    known = datetime.fromisoformat(said)
    return known if known.tzinfo else make_aware(known)


class Command(BaseCommand):
    help = "Every fact that is not private, one a line, as an endpoint would be told it: to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--form", choices=list(export.FORMS), default="ndjson")
        parser.add_argument("--since", type=moment, help="recorded from then on: 2026-01-31 or 2026-01-31T12:00")
        parser.add_argument("--until", type=moment, help="recorded before then")

    def handle(self, *args: Any, form: str, since: datetime | None, until: datetime | None, **options: Any) -> None:
        for piece in actions.export_facts(form, since=since, until=until):
            self.stdout.write(piece, ending="")
