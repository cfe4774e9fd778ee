"""What an answer costs and how soon it is everywhere: `python -m tests.load.answering [--rate 10] [--seconds 20]`.

Needs DATABASE_URL (PostgreSQL; best one that `manage.py bench` filled) and REDIS_URL. Starts the product as production
does: two web processes with --preload, the socket server, one worker. Members answer over HTTP, so many a second; each
question is open on its asker's page; every fifth answer is accepted. Prints the time to the response, to the open page,
to the profile and to the badge, the statements of one such request, and what the whole box holds in memory afterwards.
"""

import argparse
import asyncio
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import connect

from tests.load import box
from tests.ports import free_port

WARM = 4  # questions answered before the clock runs: a process's first requests load what later ones find
EACH = 5  # answers to a question; its asker accepts the last
CSRF = "c" * 32


@dataclass(kw_only=True)
class Run:
    port: int
    sockets: int
    sent: dict[int, float] = field(default_factory=dict)  # when the request for an answer was sent
    answered: list[float] = field(default_factory=list)
    arrived: dict[int, float] = field(default_factory=dict)
    statements: list[int] = field(default_factory=list)
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    def forget(self) -> None:
        self.since = datetime.now(UTC)
        for kept in (self.sent, self.answered, self.arrived, self.statements):
            kept.clear()

    def post(self, address: str, cookie: str, *, count: bool = False, **words: str) -> tuple[str, float]:
        """(where it leads, seconds)"""
        headers = {"Cookie": f"{cookie}; csrf={CSRF}", "Content-Type": "application/x-www-form-urlencoded"}
        headers |= {"X-Count-Sql": "1"} if count else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        began = time.monotonic()
        connection.request("POST", address, urlencode(words | {"csrfmiddlewaretoken": CSRF}), headers)
        response = connection.getresponse()
        response.read()
        took = time.monotonic() - began
        connection.close()
        if response.status != 302:
            raise SystemExit(f"{address}: {response.status}")
        if count:
            self.statements.append(int(response.headers["X-Sql"].split()[0]))
        return response.headers["Location"], took

    def answer(self, n: int, question: int, helper: str, asker: str) -> None:
        began = time.monotonic()
        words = f"Look at the earth wire first, then at place {n}."
        where, took = self.post(f"/questions/{question}/acts/answer/", helper, count=n % 20 == 0, body=words)
        pk = int(where.rpartition("#a")[2])
        self.sent[pk] = began
        self.answered.append(took)
        if n % EACH == EACH - 1:
            self.post(f"/answers/{pk}/accept/", asker)


@contextmanager
def product() -> Iterator[tuple[Run, list[int]]]:
    """(the run, the processes) of the product as docs/operations says, with statements counted for those who ask."""
    pages, sockets = free_port(), free_port()
    python = [sys.executable, "-m"]
    commands = [
        [*python, "gunicorn", "cms.config.bench.site_wsgi", "--preload", "--threads", "8", "--workers", "2"]
        + ["--bind", f"127.0.0.1:{pages}", "--log-level", "error", "--no-control-socket"],
        [
            *python,
            "uvicorn",
            "cms.config.asgi:application",
            "--port",
            str(sockets),
            "--workers",
            "1",
            "--log-level",
            "error",
            "--no-access-log",
        ]
        + ["--ws", "cms.config.patience:Patient", "--ws-max-size", "4096", "--ws-per-message-deflate", "false"],
        [sys.executable, "manage.py", "work"],
    ]
    processes = [subprocess.Popen(command, cwd=box.ROOT, env=os.environ | {"WEB_CONCURRENCY": "2"}) for command in commands]
    try:
        for port in (pages, sockets):
            box.wait_until_up(port)
        yield Run(port=pages, sockets=sockets), [process.pid for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=40)


def prepare(number: int) -> tuple[list[Any], list[tuple[str, str]], list[str]]:
    """(questions, their askers' and last helpers' cookies, the cookies of further helpers)"""
    from django.core.management import call_command

    from community.forum import actions
    from community.members import actions as members
    from community.members.models import Member
    from engagement.recognition.actions import install_presets

    call_command("migrate", verbosity=0)
    install_presets()
    mark = f"{int(time.time()):x}"

    def member(handle: str) -> Member:
        return members.create_member(handle=handle, name=handle, email=f"{handle}@example.com")  # a password costs a second

    people: list[Member] = [member(f"{who}-{mark}-{n}") for who in ("asks", "helps") for n in range(number)]
    others = [box.session_of(member(f"more-{mark}-{n}")) for n in range(number)]
    askers, helpers = people[:number], people[number:]
    questions = [
        actions.ask_question(title=f"Why does lamp {n} flicker, once more ({mark})?", body="It began last week.", by=asker)
        for n, asker in enumerate(askers)
    ]
    cookies = [(box.session_of(asker), box.session_of(helper)) for asker, helper in zip(askers, helpers, strict=True)]
    return questions, cookies, others


async def open_page(run: Run, question: int, cookie: str, origin: str) -> asyncio.Task[None]:
    page = await connect(f"ws://127.0.0.1:{run.sockets}/ws/", origin=origin, additional_headers={"Cookie": cookie})  # type: ignore[arg-type]
    await page.send(json.dumps({"join": f"question:{question}"}))
    await page.recv()

    async def listen() -> None:
        async for frame in page:
            said = json.loads(frame)
            if said.get("kind") == "answer.posted":
                run.arrived[said["id"]] = time.monotonic()

    return asyncio.create_task(listen())


Prepared = tuple[list[Any], list[tuple[str, str]], list[str]]


async def story(run: Run, rate: float, prepared: Prepared, origin: str) -> None:
    questions, cookies, others = prepared
    pages = [await open_page(run, q.pk, asker, origin) for q, (asker, _helper) in zip(questions, cookies, strict=True)]
    with ThreadPoolExecutor(max_workers=16) as threads:
        await answer_all(run, rate, range(WARM * EACH), prepared, threads)
        await asyncio.to_thread(wait_for_worker)
        run.forget()
        await answer_all(run, rate, range(WARM * EACH, len(questions) * EACH), prepared, threads)
    await asyncio.sleep(1)
    for page in pages:
        page.cancel()


async def answer_all(run: Run, rate: float, numbers: range, prepared: Prepared, threads: ThreadPoolExecutor) -> None:
    questions, cookies, others = prepared
    loop, began, waiting = asyncio.get_running_loop(), time.monotonic(), []
    for turn, n in enumerate(numbers):
        await asyncio.sleep(max(0.0, began + turn / rate - time.monotonic()))
        asker, helper = cookies[n // EACH]
        who = helper if n % EACH == EACH - 1 else others[(n * 7) % len(others)]
        waiting.append(loop.run_in_executor(threads, run.answer, n, questions[n // EACH].pk, who, asker))
    await asyncio.gather(*waiting)


def followed(name: str, by: str, since: datetime) -> list[float]:
    """Seconds from each such fact to the next of the other name about the same member."""
    from community.events.models import Event

    def facts(wanted: str) -> list[tuple[int, datetime]]:
        return list(
            Event.objects.filter(name=wanted, recorded_at__gte=since).order_by("pk").values_list("subject_id", "recorded_at")
        )

    then = facts(by)
    waits = []
    for subject, at in facts(name):
        later = [moment for member, moment in then if member == subject and moment >= at]
        waits.append((min(later) - at).total_seconds() if later else float("inf"))
    return sorted(waits)


def wait_for_worker() -> float:
    from django.utils.timezone import now

    from community.events.models import Due

    began = time.monotonic()
    while Due.objects.filter(at__lte=now()).exists() and time.monotonic() - began < 120:
        time.sleep(0.1)
    return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=10, help="answers a second")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    box.set_up()
    from django.conf import settings

    prepared = prepare(WARM + max(1, int(options.rate * options.seconds) // EACH))
    with product() as (run, processes):
        wait_for_worker()
        asyncio.run(story(run, options.rate, prepared, settings.SITE_URL))
        rest = wait_for_worker()
        memory = sum(box.pss(pid) for parent in processes for pid in [parent, *box.children_of(parent)])
    live = sorted(run.arrived[pk] - sent for pk, sent in run.sent.items() if pk in run.arrived)
    box.say(f"{len(run.sent)} answers at {options.rate:g} a second; at most {max(run.statements)} statements for the request")
    box.say_times("response", sorted(run.answered), len(run.sent))
    box.say_times("open page", live, len(run.sent))
    box.say_times("profile", followed("answer.posted", "profile.changed", run.since), len(run.sent))
    box.say_times("badge after an accept", followed("answer.accepted", "badge.awarded", run.since), len(run.sent) // EACH)
    box.say(f"the worker was done {rest:.1f} s after the last answer; the whole box: {memory / 1024:.0f} MiB PSS")


if __name__ == "__main__":
    main()
