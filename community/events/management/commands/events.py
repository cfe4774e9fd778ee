import json
from dataclasses import asdict
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from community.events.door import Entry, catalogue

HEADING = """# Facts

What the rooms tell each other through the one door, `community.events`. Each fact is one sentence, emitted in the
transaction that makes it true; each reaction runs later, in a worker, at least once. This page is written by
`python3 manage.py events --markdown > docs/events.md` and a test fails when it is out of date.

Every fact also carries: subject, actor, object, question, category, product, language, by_staff, the time it happened.
"""


def _name_of(reaction: str) -> str:
    return reaction.replace(".reactions.", ".")


def as_text(entry: Entry) -> str:
    lines = [f"{entry.name} (version {entry.version})", f"    {entry.meaning}"]
    if entry.extras:
        lines.append(f"    also says: {', '.join(entry.extras)}")
    lines += [f"    -> {reaction}" for reaction in entry.reactions]
    return "\n".join(lines)


def as_markdown(entries: list[Entry]) -> str:
    """The whole page docs/events.md: one section per kind of thing, one table row per fact."""
    parts = [HEADING]
    for about, group in groupby(entries, key=lambda entry: entry.name.split(".")[0]):
        rows = [
            f"| `{entry.name}` {entry.version} | {entry.meaning} | {', '.join(entry.extras) or '-'} "
            f"| {'<br>'.join(map(_name_of, entry.reactions)) or '-'} |"
            for entry in group
        ]
        table = ["| fact, version | meaning | also says | who reacts |", "|---|---|---|---|", *rows]
        parts.append("\n".join([f"## {about}", "", *table, ""]))
    return "\n".join(parts)


class Command(BaseCommand):
    help = "Every fact the product knows, what it means, what it remembers and who reacts to it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one JSON list")
        form.add_argument("--markdown", action="store_true", help="the page docs/events.md")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = catalogue()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(entry) for entry in entries], indent=2))
        elif options["markdown"]:
            self.stdout.write(as_markdown(entries), ending="")
        else:
            self.stdout.write("\n\n".join(map(as_text, entries)))
