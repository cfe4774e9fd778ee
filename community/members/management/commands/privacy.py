from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from community.members.holdings import Holding, holdings

HEADING = """# What is known of a member, and where

Every table that points at a member or holds an address, a name or a network address, as each room's `privacy.py` says:
what it is in plain words, what becomes of it when the member leaves, and how long it is kept otherwise ("-": as long as the
member is here). "Download everything" gives a member all of it; leaving forgets it, after `KEEP_LEAVING_DAYS`. This page is
written by `python3 manage.py privacy --markdown > docs/data-map.md`; a test fails when it is out of date or lacks a table.
"""


def _kept(holding: Holding) -> str:
    return f"{settings.KEEP_DAYS[holding.kept]} days (`KEEP_{holding.kept.upper()}_DAYS`)" if holding.kept else "-"


def as_markdown() -> str:
    parts = [HEADING]
    for room, held in sorted(holdings().items()):
        rows = [f"| `{one.model._meta.label}` | {one.what} | {one.leaving.label} | {_kept(one)} |" for one in held]
        table = ["| table | what | when they leave | kept |", "|---|---|---|---|", *rows]
        parts.append("\n".join([f"## {room}", "", *table, ""]))
    return "\n".join(parts)


class Command(BaseCommand):
    help = "What the product holds about members, table by table."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--markdown", action="store_true", help="the page docs/data-map.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["markdown"]:
            self.stdout.write(as_markdown(), ending="")
            return
        for room, held in sorted(holdings().items()):
            self.stdout.write(
                "\n".join([room, *(f"    {one.model._meta.label}: {one.what} ({one.leaving.label})" for one in held)])
            )
