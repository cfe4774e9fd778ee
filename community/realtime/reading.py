"""Asking the rooms' rules from the event loop: once for a join, and once for each message and visitor."""

import logging
from collections.abc import AsyncIterator, Collection
from typing import Any

from channels.db import database_sync_to_async

from . import registry
from .visitors import GUEST, Visitor, in_parts, signed_in, viewer_of

log = logging.getLogger(__name__)

Now = int
AT_ONCE = 100  # visitors asked about before the first of them are told


class SignedOut(Exception):
    """The session behind a socket has ended."""


def _look(visitor: Visitor, topic: str) -> Now | None:
    """Where the topic stands, for somebody who may read it, else None."""
    viewer = viewer_of(visitor)
    if viewer is None:
        raise SignedOut
    return registry.now(viewer, topic) if _may_read(viewer, topic, None) else None


def _may_read(viewer: Any, topic: str, message: registry.Message | None) -> bool:
    """A rule that fails lets nobody know."""
    try:
        return registry.can_read(viewer, topic, message)
    except Exception:  # noqa: BLE001 - see above
        log.exception("could not look who may read %s", topic)
        return False


async def join_answer(visitor: Visitor, topic: str) -> Now | None:
    """Where the topic stands, when the visitor may read it, else None."""
    return await database_sync_to_async(_look)(visitor, topic)


Parted = tuple[Collection[Visitor], Collection[Visitor]]


def _part(visitors: list[Visitor], topic: str, message: registry.Message) -> Parted:
    viewers = signed_in(visitors)
    allowed = {visitor for visitor, viewer in viewers.items() if _may_read(viewer, topic, message)}
    return allowed, set(visitors) - viewers.keys()


async def who_may_read(visitors: Collection[Visitor], topic: str, message: registry.Message) -> AsyncIterator[Parted]:
    """(those who may be told this message, those who are signed out by now), part after part, guests first.

    All guests are one visitor, so are all pages of one session. Asked after the message came: never older than it.
    """
    for some in in_parts(sorted(visitors, key=lambda visitor: visitor != GUEST), AT_ONCE):
        yield await database_sync_to_async(_part)(some, topic, message)
