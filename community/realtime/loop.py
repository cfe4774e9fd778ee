"""The event loop that live messages are sent on, reached from any thread without waiting.

One process (demo, tests): the ASGI server's own loop, because the in-memory layer's queues belong to it; the server
says which it is with `remember()`. Several processes: Redis carries the messages, and a process without a remembered
loop (gunicorn, a worker) gets a small background loop of its own.
"""

import asyncio
import atexit
import logging
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, wait
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

log = logging.getLogger(__name__)

TIMEOUT = 5  # seconds a send may take before it is given up
MOST_WAITING = 1000  # sends; beyond, new ones are dropped: the layer is away

_lock = threading.Lock()
_servers: list[tuple[int, asyncio.AbstractEventLoop]] = []  # (process id, loop): a forked child starts afresh
_own: tuple[int, asyncio.AbstractEventLoop] | None = None
_waiting: set["Future[Any]"] = set()


def remember() -> None:
    """Called by the ASGI server on its loop when it starts; the last one that did is sent on."""
    get_channel_layer()  # made once, here, before two threads could each make one
    _servers.append((os.getpid(), asyncio.get_running_loop()))


def forget() -> None:
    """Called on the same loop when the server ends."""
    _servers[:] = [(process, loop) for process, loop in _servers if loop is not asyncio.get_running_loop()]


def in_memory() -> bool:
    return isinstance(get_channel_layer(), InMemoryChannelLayer)


def sending() -> asyncio.AbstractEventLoop | None:
    """The loop to send on; None when nobody can be listening: in memory and no server in this process."""
    for process, loop in reversed(_servers):
        if process == os.getpid() and loop.is_running():
            return loop
    return None if in_memory() else _background()


def _background() -> asyncio.AbstractEventLoop:
    global _own
    with _lock:
        if _own is None or _own[0] != os.getpid():
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="realtime-sender", daemon=True).start()
            _own = (os.getpid(), loop)
            _waiting.clear()
        return _own[1]


def send(call: Callable[[], Awaitable[Any]]) -> None:
    """Run the call on the sending loop, soon; returns at once. Failures are logged."""
    loop = sending()
    if loop is None:
        return
    if len(_waiting) >= MOST_WAITING:
        log.warning("live messages are dropped: %s are still waiting for the channel layer", len(_waiting))
        return
    future = asyncio.run_coroutine_threadsafe(_in_time(call), loop)
    _waiting.add(future)
    future.add_done_callback(_done)


async def _in_time(call: Callable[[], Awaitable[Any]]) -> None:
    await asyncio.wait_for(call(), TIMEOUT)


def _done(future: "Future[Any]") -> None:
    _waiting.discard(future)
    if not future.cancelled() and (problem := future.exception()):
        log.warning("a live message was not sent: %r", problem)


@atexit.register
def _finish() -> None:
    """A short command's last messages leave before the process does."""
    if _own and _own[0] == os.getpid() and _waiting:
        wait(list(_waiting), timeout=1)
