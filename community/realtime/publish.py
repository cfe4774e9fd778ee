"""Tell open pages that something happened. Losing a push is harmless, so it never holds up or breaks an action."""

import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

log = logging.getLogger(__name__)


def publish(topic: str, message: dict[str, Any]) -> None:
    """Send `message` (ids and kinds only, never text) to whoever has joined `topic`, once the transaction is committed."""
    transaction.on_commit(lambda: _send(topic, message))


def _send(topic: str, message: dict[str, Any]) -> None:
    try:
        layer = get_channel_layer()
        async_to_sync(layer.group_send)(topic.replace(":", "."), {"type": "told", "topic": topic, "message": message})
    except Exception:  # noqa: BLE001 - a dead layer must not undo what was done
        log.exception("could not publish to %s", topic)
