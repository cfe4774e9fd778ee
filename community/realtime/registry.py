"""Which topics there are and who may read them.

A room registers its topics in a `topics.py` of its own; this room knows no forum. A topic is written "question:12".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Message = Mapping[str, Any]
CanRead = Callable[[Any, int, Message | None], bool]
Now = Callable[[Any, int], int]

TOPIC = re.compile(r"([a-z]{1,20}):([1-9][0-9]{0,17})")


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One kind of topic.

    `can_read(viewer, id, message)` is asked when somebody joins (message None) and again for each message about to be
    sent; the viewer is a Member or AnonymousUser and the database may be asked. `now(viewer, id)` is one number that
    says where the topic stands (the newest id, a count), so that a page knows at once what it missed while loading.
    """

    prefix: str
    can_read: CanRead
    now: Now | None = None


_topics: dict[str, Topic] = {}


def register(prefix: str, *, can_read: CanRead, now: Now | None = None) -> None:
    if prefix in _topics and _topics[prefix].can_read is not can_read:
        raise RuntimeError(f"two rooms register the topic {prefix}")
    _topics[prefix] = Topic(prefix=prefix, can_read=can_read, now=now)


def parse(topic: object) -> tuple[Topic, int] | None:
    """The kind of a topic and its id; None for anything that is not a topic of ours."""
    found = TOPIC.fullmatch(topic) if isinstance(topic, str) else None
    kind = _topics.get(found[1]) if found else None
    return (kind, int(found[2])) if found and kind else None


def can_read(viewer: Any, topic: str, message: Message | None = None) -> bool:
    parsed = parse(topic)
    return bool(parsed and parsed[0].can_read(viewer, parsed[1], message))


def now(viewer: Any, topic: str) -> int:
    """0 when the topic does not say."""
    parsed = parse(topic)
    return parsed[0].now(viewer, parsed[1]) if parsed and parsed[0].now else 0


def group_of(topic: str) -> str:
    """The channel layer's name for a topic: it allows no colon."""
    return topic.replace(":", ".")
