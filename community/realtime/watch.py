"""Looks every two seconds whether the members who hold a socket are still signed in, and closes those who are not."""

import asyncio
import logging
from typing import Protocol
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async

from .visitors import Visitor, signed_out

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds; the promise is five


class Closable(Protocol):
    visitor: Visitor

    def sign_out(self) -> None:
        """Close, without waiting: one client that does not answer the close must not hold up the others."""


class Watch:
    """The sockets of members on one event loop. Guests have nothing that could end."""

    def __init__(self) -> None:
        self.sockets: set[Closable] = set()
        self.task: asyncio.Task[None] | None = None

    def add(self, socket: Closable) -> None:
        if socket.visitor.member_id is None:
            return
        self.sockets.add(socket)
        if self.task is None or self.task.done():
            self.task = asyncio.ensure_future(self.run())

    def discard(self, socket: Closable) -> None:
        self.sockets.discard(socket)

    async def run(self) -> None:
        while self.sockets:
            await asyncio.sleep(EVERY)
            try:
                gone = await database_sync_to_async(signed_out)({socket.visitor for socket in self.sockets})
            except Exception:  # noqa: BLE001 - a database that is away ends no session
                log.exception("could not look whose session has ended")
                continue
            for socket in [socket for socket in self.sockets if socket.visitor in gone]:
                self.discard(socket)
                socket.sign_out()


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()


def here() -> Watch:
    return _watches.setdefault(asyncio.get_running_loop(), Watch())
