"""The inbox as it is read: messages grouped by day and by what they are about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.timezone import localtime

from community.members.models import Member

from .models import Message
from .registry import Line, lines_for, notices

PAGE = 30


@dataclass(frozen=True, kw_only=True)
class Entry:
    message: Message
    line: Line
    icon: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """What happened on one day under one heading, newest first."""

    day: date
    heading: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the inbox. `before` continues it (0 at the end), `newest` is the highest id on it."""

    groups: list[Group]
    newest: int
    before: int
    unread: bool


def page_for(member: Member, *, before: int | None = None) -> Page:
    """Looks again at what the member may see: what is hidden meanwhile is left out without a word."""
    rows = Message.objects.inbox_of(member.pk).with_events()
    if before:
        rows = rows.filter(pk__lt=before)
    messages = list(rows[: PAGE + 1])
    shown, more = messages[:PAGE], messages[PAGE:]
    lines = lines_for(member, [message.event for message in shown])
    entries = [
        Entry(message=message, line=lines[message.event_id], icon=notices[message.kind].icon)
        for message in shown
        if message.event_id in lines
    ]
    return Page(
        groups=grouped(entries),
        newest=shown[0].pk if shown else 0,
        before=shown[-1].pk if more else 0,
        unread=any(entry.message.is_unread for entry in entries),
    )


def grouped(entries: Iterable[Entry]) -> list[Group]:
    groups: dict[tuple[date, str], Group] = {}
    for entry in entries:
        key = (localtime(entry.message.created_at).date(), entry.line.heading)
        groups.setdefault(key, Group(day=key[0], heading=key[1])).entries.append(entry)
    return sorted(groups.values(), key=lambda group: group.day, reverse=True)
