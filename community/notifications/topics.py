""" "member:<id>" is told live when the number of unread messages changes: to that member only."""

from typing import Any

from community.realtime.registry import Message, register

from .actions import unread_count


def is_me(viewer: Any, member_id: int, message: Message | None) -> bool:
    return viewer.pk == member_id


def unread(viewer: Any, member_id: int) -> int:
    return unread_count(member_id)


register("member", can_read=is_me, now=unread)
