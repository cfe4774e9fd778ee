"""How many open pages one socket server holds: `python -m tests.load.sockets [--sockets 1000] [--answers 30] [--silent 10]`.

Needs DATABASE_URL (PostgreSQL, empty or used by this command before) and REDIS_URL. Starts the socket server as production
does, opens the sockets on one question, a tenth of them by clients that never read (--silent, in per cent), then posts
answers through the action and prints how long each took to reach every page that reads, and the memory of a socket. All the
while others come from elsewhere and are refused, or send without end and are closed.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from typing import Any

import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from tests.load import box
from tests.ports import free_port

MEMBERS = 50  # whose sessions the sockets use in turn; every other socket is a guest's
AT_ONCE = 50  # handshakes going on at a time


def prepare() -> tuple[Any, Any, list[str]]:
    """A question, who answers it, and the session cookies of members."""
    from django.core.management import call_command

    from community.forum import actions
    from community.members.models import Member
    from tests.people import make_member

    call_command("migrate", verbosity=0)
    mark = f"{int(time.time()):x}"
    asker, helper = make_member(f"asks-{mark}"), make_member(f"helps-{mark}")
    question = actions.ask_question(title=f"Why does it flicker, once more ({mark})?", body="It began last week.", by=asker)
    cookies = []
    for n in range(MEMBERS):
        member = Member.objects.filter(handle=f"reads-{n}").first() or make_member(f"reads-{n}")
        cookies.append(box.session_of(member))
    return question, helper, cookies


async def open_pages(port: int, number: int, topic: str, cookies: list[str], origin: str) -> list[ClientConnection]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> ClientConnection:
        headers = {"Cookie": cookies[n % len(cookies)]} if n % 2 else {}
        async with gate:
            page = await connect(f"ws://127.0.0.1:{port}/ws/", origin=origin, additional_headers=headers, max_queue=None)  # type: ignore[arg-type]
            await page.send(json.dumps({"join": topic}))
            joined = json.loads(await page.recv())
            if joined.get("joined") != topic:
                raise SystemExit(f"not joined: {joined}")
            return page

    return list(await asyncio.gather(*(one(n) for n in range(number))))


async def listen(page: ClientConnection, arrived: dict[int, list[float]]) -> None:
    async for frame in page:
        said = json.loads(frame)
        if said.get("kind") == "answer.posted":
            arrived.setdefault(said["id"], []).append(time.monotonic())


async def make_trouble(port: int, origin: str, ended: Counter[str]) -> None:
    """One after the other: somebody from elsewhere, and somebody who sends without end."""
    address = f"ws://127.0.0.1:{port}/ws/"
    while True:
        with suppress(InvalidStatus):
            await connect(address, origin=Origin("http://elsewhere.example"))
            raise SystemExit("let in from elsewhere")
        ended["refused"] += 1
        async with connect(address, origin=Origin(origin), max_queue=None) as flooding:  # reads what it is told, its end too
            with suppress(ConnectionClosed):
                for _turn in range(40):
                    await flooding.send(json.dumps({"leave": "x"}))
                await asyncio.wait_for(flooding.wait_closed(), 10)
        ended[f"closed with {flooding.close_code}"] += 1
        await asyncio.sleep(0.1)


async def story(options: argparse.Namespace, server: subprocess.Popen[bytes], port: int) -> None:
    from django.conf import settings

    question, helper, cookies = await asyncio.to_thread(prepare)
    await asyncio.to_thread(box.wait_until_up, port)
    warm = await open_pages(port, 20, f"question:{question.pk}", cookies, settings.SITE_URL)
    before = box.pss(server.pid)
    began = time.monotonic()
    pages = warm + await open_pages(port, options.sockets - len(warm), f"question:{question.pk}", cookies, settings.SITE_URL)
    opened = time.monotonic() - began
    held = box.pss(server.pid)
    silent = pages[: len(pages) * options.silent // 100]
    for page in silent:
        page.transport.pause_reading()
    arrived: dict[int, list[float]] = {}
    readers = [asyncio.create_task(listen(page, arrived)) for page in pages[len(silent) :]]
    ended: Counter[str] = Counter()
    trouble = asyncio.create_task(make_trouble(port, settings.SITE_URL, ended))
    spent, told = box.cpu(server.pid), {}
    for n in range(options.answers):
        pk = await asyncio.to_thread(post, question, helper, n)
        told[pk] = time.monotonic()
        await asyncio.sleep(0.5)
    rest, expected = len(pages) - len(warm), len(readers) * options.answers
    deadline = time.monotonic() + 10
    while sum(map(len, arrived.values())) < expected and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    trouble.cancel()
    late = sorted(moment - told[pk] for pk, moments in arrived.items() for moment in moments if pk in told)
    box.say(f"{len(pages)} sockets held, {rest / opened:.0f} opened a second; {len(silent)} of them never read")
    box.say(f"memory of a socket: {(held - before) / rest:.1f} KiB; of the server: {held / 1024:.0f} MiB PSS")
    box.say_times("messages arrived", late, expected)
    box.say(
        f"processor of the server for one answer told to all: {(box.cpu(server.pid) - spent) / options.answers * 1000:.0f} ms"
    )
    box.say(f"meanwhile from elsewhere and flooding: {dict(ended)}")
    for reader in readers:
        reader.cancel()


def post(question: Any, helper: Any, n: int) -> int:
    from community.forum import actions

    return int(actions.post_answer(question, body=f"Look at the earth wire, place {n}.", by=helper).pk)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--answers", type=int, default=30)
    parser.add_argument("--silent", type=int, default=10, help="per cent of the sockets that never read")
    options = parser.parse_args()
    box.set_up()
    port = free_port()
    command = [
        "-m",
        "uvicorn",
        "cms.config.asgi:application",
        "--port",
        str(port),
        "--ws",
        "cms.config.patience:Patient",
        "--ws-max-size",
        "4096",
        "--ws-per-message-deflate",
        "false",
        "--no-access-log",
        "--log-level",
        "error",
    ]
    server = subprocess.Popen([sys.executable, *command], cwd=box.ROOT)
    try:
        uvloop.run(story(options, server, port))
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
