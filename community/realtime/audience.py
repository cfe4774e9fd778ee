"""Who listens to which topic, on one event loop.

A message comes from the channel layer once, however many sockets listen. It is weighed once for each visitor, written
down once, and handed to all of them without waiting for any.
"""

import asyncio
import json
import logging
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer

from .reading import who_may_read
from .registry import group_of
from .visitors import Visitor

log = logging.getLogger(__name__)


class Listener(Protocol):
    visitor: Visitor

    def hear(self, text: str) -> None:
        """Send it, soon; return at once."""

    def sign_out(self) -> None:
        """The session has ended: close."""


class Audience:
    def __init__(self) -> None:
        self.layer: Any = get_channel_layer()
        self.topics: dict[str, set[Listener]] = {}
        self.door = asyncio.Lock()  # the layer is told one thing after the other: who leaves must not undo who comes
        self.channel: asyncio.Task[str] | None = None
        self.listening: asyncio.Task[None] | None = None

    async def add(self, topic: str, listener: Listener) -> None:
        """What is published after this returns is heard."""
        self.topics.setdefault(topic, set()).add(listener)
        channel = await self._channel()
        async with self.door:
            await self.layer.group_add(group_of(topic), channel)

    async def discard(self, topic: str, listener: Listener) -> None:
        listeners = self.topics.get(topic, set())
        listeners.discard(listener)
        channel = await self._channel()
        async with self.door:
            if topic in self.topics and not self.topics[topic]:
                del self.topics[topic]
                await self.layer.group_discard(group_of(topic), channel)

    async def _channel(self) -> str:
        """The one channel of this loop; made again when making it failed."""
        if self.channel is None or (self.channel.done() and self.channel.exception()):
            self.channel = asyncio.ensure_future(self.layer.new_channel())
        name = await asyncio.shield(self.channel)
        if self.listening is None:
            self.listening = asyncio.ensure_future(self._listen(name))
        return name

    async def _listen(self, channel: str) -> None:
        """One message after the other: the second number of unread messages must not come before the first."""
        while True:
            try:
                envelope = await self.layer.receive(channel)
                await self._tell(envelope["topic"], envelope["message"])
            except Exception:  # noqa: BLE001 - losing a push is harmless, ending here would lose all
                log.exception("a live message was not told")
                await asyncio.sleep(0.1)

    async def _tell(self, topic: str, message: dict[str, Any]) -> None:
        visitors = {listener.visitor for listener in self.topics.get(topic, ())}
        text = json.dumps(message | {"topic": topic})
        async for allowed, signed_out in who_may_read(visitors, topic, message):
            for listener in list(self.topics.get(topic, ())):  # who listens now: some left meanwhile
                if listener.visitor in allowed:
                    listener.hear(text)
                elif listener.visitor in signed_out:
                    listener.sign_out()


_audiences: WeakKeyDictionary[asyncio.AbstractEventLoop, Audience] = WeakKeyDictionary()


def here() -> Audience:
    loop = asyncio.get_running_loop()
    if loop not in _audiences:
        _audiences[loop] = Audience()
    return _audiences[loop]
