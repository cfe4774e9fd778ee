"""Asking the rooms' rules from the event loop: once for a join, and once for each message, audience and process."""

import asyncio
import logging
from collections import OrderedDict
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async

from . import registry
from .visitors import Visitor, viewer_of

log = logging.getLogger(__name__)

Now = int
KEPT = 5000  # answers remembered at most

Answers = OrderedDict[tuple[str, Visitor], "asyncio.Task[Now | None]"]
_answers: WeakKeyDictionary[asyncio.AbstractEventLoop, Answers] = WeakKeyDictionary()


class SignedOut(Exception):
    """The session behind a socket has ended."""


def _look(visitor: Visitor, topic: str, message: registry.Message | None) -> Now | None:
    """Where the topic stands, for somebody who may read it, else None. A rule that fails lets nobody know."""
    try:
        viewer = viewer_of(visitor)
        allowed = viewer is not None and registry.can_read(viewer, topic, message)
        now = registry.now(viewer, topic) if allowed and message is None else 0
    except Exception:  # noqa: BLE001 - see above
        log.exception("could not look who may read %s", topic)
        return None
    if viewer is None:
        raise SignedOut
    return now if allowed else None


async def join_answer(visitor: Visitor, topic: str) -> Now | None:
    """Where the topic stands, when the visitor may read it, else None."""
    return await database_sync_to_async(_look)(visitor, topic, None)


async def may_read(visitor: Visitor, topic: str, message: registry.Message, *, nonce: str) -> bool:
    """Whether to send this message to this visitor. All guests share one answer, so do one session's pages.

    `nonce` names the one publishing of the message: an answer is never older than the message itself.
    """
    answers = _answers.setdefault(asyncio.get_running_loop(), OrderedDict())
    key = (nonce, visitor)
    if key not in answers:
        answers[key] = asyncio.ensure_future(database_sync_to_async(_look)(visitor, topic, message))
        while len(answers) > KEPT:
            answers.popitem(last=False)
    return await asyncio.shield(answers[key]) is not None
