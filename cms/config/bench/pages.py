"""The pages that are measured, and how: two gunicorns on loopback, the median of five rounds, each with hello and T in it."""

import json
import random
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import drive
from .writes import Readers

ROUNDS = 5
WARM, COUNTED = 200, 50  # requests, times --asked, that fill the shelf of pages kept for guests, and that are counted
STALE = 10  # writes after which we look how long a kept page stays
Page = tuple[drive.Server, Callable[[], list[str]], str]


class Bench:
    made_by, name = "cms.config.bench.data", "bench"

    def __init__(self, count: int, scratch: str, asked: int) -> None:
        self.count, self.asked = count, asked
        self.waits: list[float] = []
        self.url = drive.own_database(f"{self.name}_{count}", scratch)
        self.env = drive.environment(self.url, scratch)

    def run(self) -> list[dict[str, Any]]:
        manage = [sys.executable, str(Path(sys.argv[0]).resolve())]
        subprocess.run([*manage, "migrate", "-v0"], env=self.env, check=True, stdout=subprocess.DEVNULL)
        made = subprocess.run(
            [sys.executable, "-m", self.made_by, str(self.count)], env=self.env, check=True, stdout=subprocess.PIPE
        )
        at = json.loads(made.stdout)
        with (
            drive.served("cms.config.bench.site_wsgi", self.env) as site,
            drive.served("cms.config.bench.plain_wsgi", self.env) as plain,
        ):
            rows = self._rounds(self._measures(plain) | self._pages(site, at))
            self._afterwards(site, at, rows)
            return rows

    def _measures(self, plain: drive.Server) -> dict[str, Page]:
        return {
            "hello": (plain, lambda: ["/hello/"] * self.asked * 5, ""),
            "T": (plain, lambda: ["/posts/"] * self.asked, ""),
        }

    def _pages(self, site: drive.Server, at: dict[str, Any]) -> dict[str, Page]:
        """A page that is asked for the first time is a miss, asked again a hit. Cold ones and those a member opens first are
        others each time, so that nobody has read them before; the other members' pages somebody has read in the last minute.
        """
        session, dice, n = at["session"], random.Random(1), self.asked  # noqa: S311 - which page is asked for
        deep = drive.deep_page(site, "/questions/", 499)
        times = 2 * (ROUNDS + 2)  # two rows; each is warmed, measured, and asked for its SQL
        unread, few = iter(at["long"][n:]), min(n, (len(at["long"]) - n) // times)

        def cold() -> list[str]:
            return [next(unread) for _turn in range(few)]

        return {
            "question, guest, cold": (site, cold, ""),
            "question, guest, warm": (site, lambda: [at["long"][0]] * n * 2, ""),
            "question, member, first": (site, cold, session),
            "question, member": (site, lambda: at["long"][:n], session),
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

    def _rounds(self, pages: dict[str, Page]) -> list[dict[str, Any]]:
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

    def _afterwards(self, site: drive.Server, at: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        with drive.served("cms.config.bench.site_wsgi", self.env) as writer:
            self._while_written(Readers(site, writer, at["all"], at["writer"]), at, rows)

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
