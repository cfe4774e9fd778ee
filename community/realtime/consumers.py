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
from typing import Any

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from . import visitors, watch
from .reading import Now, SignedOut, join_answer, may_read
from .registry import group_of, parse

log = logging.getLogger(__name__)

LONGEST = 512  # characters of one frame from a page
PER_SECOND = 20  # frames
MOST_TOPICS = 10
TOO_MUCH, TOO_LONG, NOT_TEXT, TRY_LATER = 4429, 1009, 1003, 1013


class Socket(AsyncWebsocketConsumer):
    """Whatever a client sends is answered or ends its socket; nothing it sends can raise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visitor = visitors.GUEST
        self.topics: set[str] = set()
        self.lately: deque[float] = deque(maxlen=PER_SECOND)
        self.is_shut = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        except Exception:  # noqa: BLE001 - the channel layer went away: the page comes back later
            log.exception("a socket ended early")
            await self.shut(TRY_LATER)
        finally:
            watch.here().discard(self)
            await self.leave_all()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Without a hop through the database thread for each message and socket: what asks the database cleans up itself."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        try:
            self.visitor = await database_sync_to_async(visitors.recognise)(self.scope)
        except Exception:  # noqa: BLE001 - the database is away: come back later
            log.exception("could not look who opens a socket")
            await self.shut(TRY_LATER)
        else:
            await self.accept()
            watch.here().add(self)

    async def disconnect(self, code: int) -> None:
        self.is_shut = True

    async def shut(self, code: int) -> None:
        """Close once; nothing is sent after."""
        if not self.is_shut:
            self.is_shut = True
            await self.quietly({"type": "websocket.close", "code": code})

    async def tell(self, **words: Any) -> None:
        if not self.is_shut:
            await self.quietly({"type": "websocket.send", "text": json.dumps(words)})

    async def quietly(self, message: dict[str, Any]) -> None:
        try:
            await self.base_send(message)
        except (OSError, RuntimeError):  # the client left meanwhile
            self.is_shut = True

    async def leave_all(self) -> None:
        for topic in list(self.topics):
            with contextlib.suppress(Exception):  # the layer may be what went away
                await self.leave(topic)

    # --- from the page ---

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.is_shut:
            return
        if self.is_flooding():
            await self.shut(TOO_MUCH)
        elif text_data is None:
            await self.shut(NOT_TEXT)
        elif len(text_data) > LONGEST:
            await self.shut(TOO_LONG)
        else:
            await self.answer(text_data)

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
            await self.tell(error='send {"join": "question:12"} or {"leave": "question:12"}')
        elif "join" in words:
            await self.join(topic)
        else:
            await self.leave(topic)
            await self.tell(left=topic[:60])

    async def join(self, topic: str) -> None:
        """Join first and look afterwards, so that nothing is missed in between; a refused topic is left again."""
        if parse(topic) is None or len(self.topics | {topic}) > MOST_TOPICS:
            return await self.tell(refused=topic[:60])
        self.topics.add(topic)
        await self.channel_layer.group_add(group_of(topic), self.channel_name)
        answer: Now | None = None
        try:
            answer = await join_answer(self.visitor, topic)
        except SignedOut:
            await self.shut(watch.SIGNED_OUT)
        if answer is None:
            await self.leave(topic)
            return await self.tell(refused=topic)
        return await self.tell(joined=topic, now=answer)

    async def leave(self, topic: str) -> None:
        if topic in self.topics:
            self.topics.discard(topic)
            await self.channel_layer.group_discard(group_of(topic), self.channel_name)

    # --- from the layer ---

    async def topic_message(self, envelope: dict[str, Any]) -> None:
        """Ask again, at the moment of sending, whether this person may know; those who may not hear nothing."""
        topic, message = envelope["topic"], envelope["message"]
        if topic not in self.topics or self.is_shut:
            return
        try:
            if await may_read(self.visitor, topic, message, nonce=envelope["nonce"]):
                await self.tell(**message, topic=topic)
        except SignedOut:
            await self.shut(watch.SIGNED_OUT)


async def hang_up(scope: Any, receive: Any, send: Any) -> None:
    """Any other address for a web socket."""
    await receive()
    await asyncio.shield(send({"type": "websocket.close", "code": 4404}))
