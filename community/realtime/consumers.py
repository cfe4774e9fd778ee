"""The one socket of a page. It carries topics, ids and kinds; what changed is fetched over HTTP.

From the page: {"join": "question:12"}, {"leave": "question:12"}.
To the page: {"joined": topic, "now": number}, {"left": topic}, {"refused": topic}, {"error": "..."} and
{"topic": topic, "kind": "answer.posted", "id": 5}.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections import deque
from collections.abc import Generator
from typing import Any

from channels.db import database_sync_to_async

from . import audience, visitors, watch
from .reading import SignedOut, join_answer
from .registry import parse

log = logging.getLogger(__name__)

LONGEST = 512  # characters of one frame from a page
PER_SECOND = 20  # frames
MOST_TOPICS = 10
MOST_UNSENT = 100  # messages waiting for a client that does not read
SIGNED_OUT, TOO_SLOW, TOO_MUCH, TOO_LONG, NOT_TEXT, TRY_LATER = 4401, 4408, 4429, 1009, 1003, 1013


async def serve(scope: Any, receive: Any, send: Any) -> None:
    """The ASGI application of one socket."""
    await Socket(scope, send).live(receive)


class Socket:
    """Whatever a client sends is answered or ends its socket; nothing it sends can raise."""

    def __init__(self, scope: dict[str, Any], send: Any) -> None:
        self.scope, self.send = scope, send
        self.visitor = visitors.GUEST
        self.topics: set[str] = set()
        self.lately: deque[float] = deque(maxlen=PER_SECOND)
        self.unsent: deque[dict[str, Any]] = deque()  # behind what the sender is at
        self.sender: asyncio.Task[None] | None = None
        self.is_shut = False

    async def live(self, receive: Any) -> None:
        try:
            while (event := await receive())["type"] != "websocket.disconnect":
                if event["type"] == "websocket.connect":
                    await self.connect()
                elif not self.is_shut:
                    await self.read(event.get("text"))
        except Exception:  # noqa: BLE001 - the database or the channel layer went away: the page comes back later
            log.exception("a socket ended early")
            await self.quietly({"type": "websocket.close", "code": TRY_LATER})
        finally:
            self.is_shut = True
            watch.here().discard(self)
            for topic in list(self.topics):
                with contextlib.suppress(Exception):  # the layer may be what went away
                    await self.leave(topic)

    async def connect(self) -> None:
        self.visitor = await database_sync_to_async(visitors.recognise)(self.scope)
        await self.quietly({"type": "websocket.accept"})
        watch.here().add(self)

    # --- to the page: sent soon, and nobody waits ---

    def hear(self, text: str) -> None:
        if self.sender and len(self.unsent) + 1 >= MOST_UNSENT:
            self.shut(TOO_SLOW)
        if not self.is_shut:
            self.soon({"type": "websocket.send", "text": text})

    def tell(self, **words: Any) -> None:
        self.hear(json.dumps(words))

    def sign_out(self) -> None:
        self.shut(SIGNED_OUT)

    def shut(self, code: int) -> None:
        """Close once; nothing is sent after."""
        if not self.is_shut:
            self.is_shut = True
            self.soon({"type": "websocket.close", "code": code})

    def soon(self, event: dict[str, Any]) -> None:
        """At once where the client takes it, for a task costs more than the sending; else behind what waits already."""
        if self.sender:
            self.unsent.append(event)
            return
        sending: Any = self.quietly(event)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        self.sender = asyncio.ensure_future(self.send_all(Begun(sending, waits_for)))

    async def send_all(self, begun: "Begun") -> None:
        try:
            await begun
            while self.unsent:
                await self.quietly(self.unsent.popleft())
        finally:
            self.sender = None

    async def quietly(self, event: dict[str, Any]) -> None:
        try:
            await self.send(event)
        except (OSError, RuntimeError):  # the client left meanwhile
            self.is_shut = True
        except Exception:  # noqa: BLE001 - what is wrong with one socket is not the next one's
            log.exception("a socket could not be told")

    # --- from the page ---

    async def read(self, frame: str | None) -> None:
        if self.is_flooding():
            self.shut(TOO_MUCH)
        elif frame is None:
            self.shut(NOT_TEXT)
        elif len(frame) > LONGEST:
            self.shut(TOO_LONG)
        else:
            await self.answer(frame)

    def is_flooding(self) -> bool:
        moment = time.monotonic()
        full = len(self.lately) == PER_SECOND and moment - self.lately[0] < 1
        self.lately.append(moment)
        return full

    async def answer(self, frame: str) -> None:
        try:
            words = json.loads(frame)
        except (ValueError, RecursionError):
            words = None
        topic = (words.get("join") or words.get("leave")) if isinstance(words, dict) else None
        if not isinstance(words, dict) or len(words) != 1 or not isinstance(topic, str):
            self.tell(error='send {"join": "question:12"} or {"leave": "question:12"}')
        elif "join" in words:
            await self.join(topic)
        else:
            await self.leave(topic)
            self.tell(left=topic[:60])

    async def join(self, topic: str) -> None:
        """Listen first and look afterwards, so that nothing is missed in between; a refused topic is left again."""
        if parse(topic) is None or len(self.topics | {topic}) > MOST_TOPICS:
            return self.tell(refused=topic[:60])
        self.topics.add(topic)
        await audience.here().add(topic, self)
        try:
            now = await join_answer(self.visitor, topic)
        except SignedOut:
            return self.sign_out()
        if now is None:
            await self.leave(topic)
            return self.tell(refused=topic)
        return self.tell(joined=topic, now=now)

    async def leave(self, topic: str) -> None:
        if topic in self.topics:
            self.topics.discard(topic)
            await audience.here().discard(topic, self)


class Begun:
    """The rest of a coroutine that was begun outside a task and waits for something."""

    def __init__(self, begun: Any, waits_for: Any) -> None:
        self.begun, self.waits_for = begun, waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        waits_for = self.waits_for
        with contextlib.suppress(StopIteration):  # its end
            while True:
                try:
                    got = yield waits_for
                except BaseException as problem:  # noqa: BLE001 - told to it, not kept
                    waits_for = self.begun.throw(problem)
                else:
                    waits_for = self.begun.send(got)


async def hang_up(scope: Any, receive: Any, send: Any) -> None:
    """Any other address for a web socket."""
    await receive()
    await asyncio.shield(send({"type": "websocket.close", "code": 4404}))
