import json
import tempfile
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cms.config.bench.desk import DeskBench
from cms.config.bench.pages import Bench

GROWTH = (2_000, 20_000, 200_000)
LINE = "{:<28}{:>9}{:>9}{:>7}{:>6}{:>9}{:>9}"


class Command(BaseCommand):
    """A database of its own beside the one DATABASE_URL names (SQLite in a temporary folder otherwise), kept for the next
    run with as many questions; two gunicorns on loopback; the median of five rounds, each with hello and T in it.
    """

    help = "What each page costs, as multiples of a hello and of a plain page T, on made-up data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--questions", type=int, default=20_000)
        parser.add_argument("--growth", action="store_true", help="2,000, 20,000 and 200,000 questions, one after the other")
        parser.add_argument("--desk", type=int, metavar="ROWS", help="the desk instead: so many members and items")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--asked", type=int, default=40, help="requests a page and round")

    def handle(self, *args: Any, questions: int, growth: bool, desk: int | None, json: bool, asked: int, **options: Any) -> None:
        for count in [desk] if desk else GROWTH if growth else (questions,):
            with tempfile.TemporaryDirectory() as scratch:
                bench = (DeskBench if desk else Bench)(count, scratch, asked)
                rows = bench.run()
            what = "members, and as many items" if desk else "questions"
            self.stdout.write((_as_json if json else _as_table)(count, what, rows, bench.waits))


def _as_json(count: int, what: str, rows: list[dict[str, Any]], waits: list[float]) -> str:
    return json.dumps({what: count, "pages": rows, "seconds_until_new": waits})


def _as_table(count: int, what: str, rows: list[dict[str, Any]], waits: list[float]) -> str:
    lines = [f"{count:,} {what}", LINE.format("page", "CPU ms", "x hello", "x T", "SQL", "SQL ms", "bytes")]
    lines += [LINE.format(*row.values()) for row in rows]
    if waits:
        lines.append(
            f"after a write another process gives the new page within {waits[len(waits) // 2]:.2f} s, at most {waits[-1]:.2f} s"
        )
    return "\n".join(lines)
