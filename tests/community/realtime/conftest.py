"""A live site on a port of its own, for tests that speak to the real socket."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from community.realtime import registry


@dataclass
class Site:
    port: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self, *, cookie: str = "", origin: str | None = "", path: str = "/ws/", **more: Any) -> Any:
        headers = {"Cookie": cookie} if cookie else {}
        chosen = self.origin if origin == "" else origin
        return connect(f"ws://127.0.0.1:{self.port}{path}", origin=chosen, additional_headers=headers, **more)  # type: ignore[arg-type]

    def narrow(self) -> socket.socket:
        """A connection that holds little of what its client does not read."""
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        narrow.connect(("127.0.0.1", self.port))
        narrow.setblocking(False)
        return narrow


def lived(story: Coroutine[Any, Any, Any]) -> Any:
    """What the story comes to, on an event loop of a thread of its own: a browser's tests keep one in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, story).result()


async def heard(client: ClientConnection, *, within: float = 3) -> dict[str, Any]:
    return json.loads(await asyncio.wait_for(client.recv(), within))


async def said(client: ClientConnection, **words: Any) -> dict[str, Any]:
    await client.send(json.dumps(words))
    return await heard(client)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    from cms.config.oneprocess import make_server

    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # the kernel holds little for those who do not read
    listener.bind(("127.0.0.1", 0))
    server = make_server(work=False)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    yield Site(port=listener.getsockname()[1])
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session", autouse=True)
def a_topic_of_the_tests() -> None:
    """ "open:<id>" may be read by everybody when the id is even; "quiet" facts are not told to anybody."""
    registry.register("open", can_read=_even)


def _even(viewer: Any, pk: int, message: Any) -> bool:
    return pk % 2 == 0 and not (message and message["kind"] == "quiet.fact")
