"""How many facts from outside come in a second, in batches of 500: `python -m tests.load.incoming [--facts 10000]`.

A database of its own (SQLite in a temporary folder, or what DATABASE_URL names, which must be empty) and one process of
gunicorn as production runs it. One caller sends batches one after the other over HTTP with a key, as a shop's night run does:
first purchases of people nobody knows, then purchases and visits of people known by then, then the same batches once more.
"""

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.load.deliveries import ROOT, processor_of, say
from tests.ports import free_port

BATCH = 500
PEOPLE = 2_000


def prepare() -> str:
    """A key that may tell facts; product codes stand, so that purchases make owners."""
    import django

    django.setup()
    from django.core.management import call_command

    from community.forum import actions as forum
    from community.members import actions as members
    from community.members.models import FACTS_WRITE
    from engagement.loyalty import actions as loyalty
    from tests.people import make_editor

    call_command("migrate", verbosity=0)
    leo = make_editor("leo")
    category = forum.create_category(name="Lamps")
    loyalty.keep_codes([(f"L-{n}", forum.create_product(name=f"Lamp {n}", category=category).pk) for n in range(10)])
    return members.create_token(leo, name="Shop", scopes=[FACTS_WRITE], by=leo)[1]


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """(port, process id of the worker)"""
    port = free_port()
    command = (sys.executable, "-m", "gunicorn", "cms.config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([*command, "--threads", "4", "--timeout", "120"], cwd=ROOT, start_new_session=True, **quiet)
    try:
        for _turn in range(200):
            with suppress(OSError):
                http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
                break
            time.sleep(0.1)
        children = subprocess.run(["pgrep", "-P", str(server.pid)], capture_output=True, text=True, check=True).stdout.split()
        yield port, int(children[0])
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def purchase(number: int) -> dict[str, Any]:
    person = number % PEOPLE
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    return {
        "id": f"o{number}",
        "source": "shop",
        "type": "order.placed",
        "time": moment.isoformat(),
        "touchpoint": "web-shop",
        "member": {"email": f"person-{person}@example.com", "id": f"c{person}", "name": f"Person {person}"},
        "amount": 4990,
        "currency": "EUR",
        "number": f"#{number}",
        "things": [{"code": f"L-{number % 10}"}],
    }


def visit(number: int) -> dict[str, Any]:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    about = {"id": f"v{number}", "source": "till", "type": "visit.made", "time": moment.isoformat(), "touchpoint": "shop"}
    return about | {"member": {"email": f"person-{number % PEOPLE}@example.com"}}


def send(port: int, key: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Host": "127.0.0.1:8000"}
    connection.request("POST", "/api/v1/events", json.dumps({"events": items}), headers)
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    if answer.status not in (200, 207) or body["refused"]:
        raise SystemExit(f"{answer.status}: {str(body)[:400]}")
    return body


def measure(name: str, items: list[dict[str, Any]], port: int, worker: int, key: str, *, wanted: str) -> None:
    began, used, slowest = time.monotonic(), processor_of(worker), 0.0
    for start in range(0, len(items), BATCH):
        turn = time.monotonic()
        body = send(port, key, items[start : start + BATCH])
        slowest = max(slowest, time.monotonic() - turn)
        if body[wanted] != len(items[start : start + BATCH]):
            raise SystemExit(f"{name}: {body['recorded']} recorded, {body['known']} known")
    spent, processor = time.monotonic() - began, processor_of(worker) - used
    each = processor / len(items) * 1000
    say(f"{name}: {len(items) / spent:,.0f} a second, {each:.2f} ms of processor each, slowest batch {slowest:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, default=10_000)
    facts = parser.parse_args().facts
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "cms.config.settings", "DATA_DIR": scratch}
        key = prepare()
        say("load " + " ".join(f"{load:.1f}" for load in os.getloadavg()))
        with serving() as (port, worker):
            send(port, key, [visit(facts)])  # the server has begun: its first answer reads all of the code
            new, later = [purchase(n) for n in range(PEOPLE)], [purchase(n) for n in range(PEOPLE, facts)]
            measure("purchases of people nobody knows", new, port, worker, key, wanted="recorded")
            measure("purchases of people known", later, port, worker, key, wanted="recorded")
            measure("visits", [visit(n) for n in range(facts)], port, worker, key, wanted="recorded")
            measure("the same once more", later, port, worker, key, wanted="known")


if __name__ == "__main__":
    main()
