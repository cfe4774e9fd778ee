"""Telling open pages that something happened. Called inside actions; losing a push is harmless, so nothing here raises."""

import logging
from collections.abc import Mapping
from typing import Any

from channels.layers import get_channel_layer
from django.db import transaction

from . import loop
from .registry import group_of, parse

log = logging.getLogger(__name__)

SMALL = (str, int, bool, type(None))


def publish(topic: str, message: Mapping[str, Any]) -> None:
    """Send ids and kinds ({"kind": "answer.posted", "id": 5}) to the open pages of a topic, once the transaction commits.

    No text and no personal data: a page fetches what it may see over HTTP. Raises ValueError for an unknown topic or a
    value that is not small; after the commit nothing raises.
    """
    if parse(topic) is None:
        raise ValueError(f"nobody registered the topic {topic!r}")
    if not message.get("kind") or not all(isinstance(value, SMALL) for value in message.values()):
        raise ValueError("a message has a kind, ids and small values")
    envelope = {"type": "topic.message", "topic": topic, "message": dict(message)}
    transaction.on_commit(lambda: _hand_over(topic, envelope), robust=True)


def _hand_over(topic: str, envelope: dict[str, Any]) -> None:
    try:
        layer = get_channel_layer()
        if layer is not None:
            loop.send(lambda: layer.group_send(group_of(topic), envelope))
    except Exception:  # noqa: BLE001 - a channel layer that is away must not break the request
        log.exception("could not publish to %s", topic)
