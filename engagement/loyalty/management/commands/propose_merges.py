from typing import Any

from django.core.management.base import BaseCommand

from engagement.loyalty import actions


class Command(BaseCommand):
    help = "Look at everybody for people who may be known twice. The team decides about each pair in the CMS."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.propose_merges():,} new pairs to look at.")
