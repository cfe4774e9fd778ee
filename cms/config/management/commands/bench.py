import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.core.management.base import BaseCommand

from cms.config.bench import drive
from cms.config.bench.writes import Readers

ROUNDS = 5
WARM, COUNTED = 200, 50  # requests, times --asked, that fill the shelf of pages kept for guests, and that are counted
STALE = 10  # writes after which we look how long a kept page stays
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
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--asked", type=int, default=40, help="requests a page and round")

    def handle(self, *args: Any, questions: int, growth: bool, json: bool, asked: int, **options: Any) -> None:
        for count in GROWTH if growth else (questions,):
            with tempfile.TemporaryDirectory() as scratch:
                bench = Bench(count, scratch, asked)
                rows = bench.run()
            self.stdout.write((_as_json if json else _as_table)(count, rows, bench.waits))


def _as_json(count: int, rows: list[dict[str, Any]], waits: list[float]) -> str:
    return json.dumps({"questions": count, "pages": rows, "seconds_until_new": waits})


def _as_table(count: int, rows: list[dict[str, Any]], waits: list[float]) -> str:
    lines = [f"{count:,} questions", LINE.format("page", "CPU ms", "x hello", "x T", "SQL", "SQL ms", "bytes")]
    lines += [LINE.format(*row.values()) for row in rows]
    lines += [
        f"after a write another process gives the new page within {waits[len(waits) // 2]:.2f} s, at most {waits[-1]:.2f} s"
    ]
    return "\n".join(lines)


class Bench:
    def __init__(self, count: int, scratch: str, asked: int) -> None:
        self.count, self.asked = count, asked
        self.url = _own_database(count, scratch)
        self.env = drive.environment(self.url, scratch)

    def run(self) -> list[dict[str, Any]]:
        manage = [sys.executable, str(Path(sys.argv[0]).resolve())]
        subprocess.run([*manage, "migrate", "-v0"], env=self.env, check=True, stdout=subprocess.DEVNULL)
        made = subprocess.run(
            [sys.executable, "-m", "cms.config.bench.data", str(self.count)], env=self.env, check=True, stdout=subprocess.PIPE
        )
        at = json.loads(made.stdout)
        with (
            drive.served("cms.config.bench.site_wsgi", self.env) as site,
            drive.served("cms.config.bench.plain_wsgi", self.env) as plain,
        ):
            rows = self._rounds(site, plain, at)
            with drive.served("cms.config.bench.site_wsgi", self.env) as writer:
                self._while_written(Readers(site, writer, at["all"], at["writer"]), at, rows)
            return rows

    def _rounds(self, site: drive.Server, plain: drive.Server, at: dict[str, Any]) -> list[dict[str, Any]]:
        """A page that is asked for the first time is a miss, asked again a hit: cold pages are others in each round."""
        session, dice, n = at["session"], random.Random(1), self.asked  # noqa: S311 - which page is asked for
        deep = drive.deep_page(site, "/questions/", 499)
        fresh = iter(at["long"] * 20)

        def cold() -> list[str]:
            return [next(fresh) for _turn in range(n)]

        pages = {
            "hello": (plain, lambda: ["/hello/"] * n * 5, ""),
            "T": (plain, lambda: ["/posts/"] * n, ""),
            "question, guest, cold": (site, cold, ""),
            "question, guest, warm": (site, lambda: [at["long"][-1]] * n * 2, ""),
            "question, member": (site, cold, session),
            "question, member, 4 answers": (site, lambda: dice.sample(at["short"], n), session),
            "list, guest": (site, lambda: [f"/questions/?sort=newest&n={dice.random()}" for _t in range(n)], ""),
            "list, page 500, guest": (site, lambda: [f"{deep}&n={dice.random()}" for _t in range(n)], ""),
            "list, member": (site, lambda: ["/questions/"] * n, session),
            "waiting, guest": (site, lambda: [f"/questions/?sort=waiting&n={dice.random()}" for _t in range(n)], ""),
            "solved, guest": (site, lambda: [f"/questions/?sort=solved&n={dice.random()}" for _t in range(n)], ""),
            "home, guest": (site, lambda: [f"/?n={dice.random()}" for _t in range(n)], ""),
            "home, member": (site, lambda: ["/"] * n, session),
            "guide, guest": (site, lambda: [f"{at['guide']}?n={dice.random()}" for _t in range(n)], ""),
            "guide, member": (site, lambda: [at["guide"]] * n, session),
            "tag, guest": (site, lambda: [f"/tags/tag-1/?n={dice.random()}" for _t in range(n)], ""),
        }
        taken: dict[str, list[float]] = {name: [] for name in pages}
        size: dict[str, int] = {}
        for server, which, cookie in pages.values():  # what a process remembers is remembered
            drive.measure(server, which()[:10], backends=[], cookie=cookie)
        backends = drive.backends_of(self.url)
        for _round in range(ROUNDS):
            for name, (server, which, cookie) in pages.items():
                spent, size[name] = drive.measure(server, which(), backends=backends, cookie=cookie)
                taken[name].append(spent)
        return [self._row(name, pages[name], taken, size[name]) for name in pages]

    def _while_written(self, readers: Readers, at: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        """Adds what a page costs guests while a member writes, and looks how long a page can be old."""
        backends = drive.backends_of(self.url)
        readers.read(WARM * self.asked, backends=[])
        cpu = readers.read(COUNTED * self.asked, backends=backends)
        hello, plain = (next(row["cpu"] for row in rows if row["page"] == name) for name in ("hello", "T"))
        name = "question, Zipf, 2 % writes"
        rows.append(_figures(name, cpu, hello, plain))
        self.waits = sorted(readers.staleness(address) for address in at["short"][:STALE])

    def _row(self, name: str, page: Any, taken: dict[str, list[float]], size: int) -> dict[str, Any]:
        server, which, cookie = page
        cpu = statistics.median(taken[name])
        hello, plain = (statistics.median(taken[one]) for one in ("hello", "T"))
        number, spent, writes = (1, 0.0, 0) if name in ("hello", "T") else drive.sql_of(server, which()[:20], cookie=cookie)
        if writes and not cookie:
            raise RuntimeError(f"{name}: {writes} statements wrote something")
        return _figures(name, cpu, hello, plain, sql=number - (name == "hello"), sql_ms=round(spent, 2), bytes=size)


def _figures(name: str, cpu: float, hello: float, plain: float, **more: Any) -> dict[str, Any]:
    multiples = {"x_hello": round(cpu / hello, 1), "x_t": round(cpu / plain, 2)}
    return {"page": name, "cpu": round(cpu, 2)} | multiples | ({"sql": "", "sql_ms": "", "bytes": ""} | more)


def _own_database(count: int, scratch: str) -> str:
    """A database beside the one DATABASE_URL names, made when it is not there; without it a SQLite file."""
    base = os.environ.get("DATABASE_URL", "")
    if not base.startswith("postgres"):
        return f"sqlite:///{scratch}/bench.sqlite3"
    import psycopg
    from psycopg import sql

    parts = urlsplit(base)
    name = f"{parts.path.strip('/')}_bench_{count}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(parts._replace(path=f"/{name}"))
