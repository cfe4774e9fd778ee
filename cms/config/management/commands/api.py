from typing import Any

from django.core.management.base import BaseCommand

from cms.config.reference import markdown


class Command(BaseCommand):
    help = "The public API as a page, with a call by curl for each: docs/api.md."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(markdown(), ending="")
