"""Which facts are told to whom, and in which words. A room adds its own in a `notices.py`, found when the site starts.

For example, in engagement/recognition/notices.py::

    @notice(BadgeAwarded, label=_("A new badge"), icon="award", to=lambda fact: fact.subject_id, ended_by=[BadgeRevoked])
    def badge_awarded(member, events):
        awards = Award.objects.filter(member=member, pk__in=[e.object_id for e in events]).select_related("badge")
        for event, award in found(events, awards):
            yield event, Line(sentence=_("You received the badge “%(badge)s”.") % {...}, url=award.badge.get_absolute_url())

The function gets the member who is told and their events of this kind, all at once, and yields a line for each that may
still be told **now**: it asks what the member may see and leaves out what is hidden, deleted or taken back meanwhile.
It is called when the inbox is shown and again when a mail is about to leave, in the member's language, with a number of
queries that does not grow with the events. `event.actor` is loaded.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from community.events.door import Fact
from community.events.models import HERE, Event
from community.frame.prepared import ask_of
from community.members.models import Member
from community.members.rules import purpose_of

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One sentence and one link (a path), under a heading: the question's title, or "" for what stands alone.

    `excerpt` is what a mail quotes below: plain text of something the member may read.
    """

    sentence: str
    url: str
    heading: str = ""
    excerpt: str = ""


Describe = Callable[[Member, list[Event]], Iterable[tuple[Event, Line]]]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """How one kind of fact is told. `to(fact)` is the member's id, or None when nobody is told (one's own act).

    `urgent`: about the account itself: mailed at once, at night too, and not among what one can switch off.
    `purpose`: mailed only while the member allows this purpose by mail; the mail's stop link withdraws exactly that.
    `offered()`: whether members can choose it now; what the brand has switched off is not among the preferences.
    """

    fact: type[Fact]
    label: str | Promise
    icon: str
    to: Callable[[Any], int | None]
    describe: Describe
    ended_by: tuple[type[Fact], ...]
    urgent: bool = False
    purpose: str = ""
    offered: Callable[[], bool] = lambda: True


notices: dict[str, Notice] = {}


def notice(
    fact: type[Fact],
    *,
    label: str | Promise,
    to: Callable[[Any], int | None],
    icon: str = "bell",
    ended_by: Iterable[type[Fact]] = (),
    urgent: bool = False,
    purpose: str = "",
    offered: Callable[[], bool] = lambda: True,
) -> Callable[[Describe], Describe]:
    """Tell members of each such fact, in the inbox and by mail. `label` names the kind among the preferences.

    `ended_by` are the facts after which it may no longer be told, or may be told again: the inbox is looked through.
    `urgent`, `purpose` and `offered` are as Notice says.
    """

    def register(describe: Describe) -> Describe:
        if purpose and purpose_of(purpose, "mail") is None:
            raise LookupError(f"nobody is asked for {purpose} by mail")
        notices[fact.name] = Notice(
            fact=fact,
            label=label,
            icon=icon,
            to=to,
            describe=describe,
            ended_by=tuple(ended_by),
            urgent=urgent,
            purpose=purpose,
            offered=offered,
        )
        return describe

    return register


def found(events: Iterable[Event], objects: Iterable[M]) -> Iterator[tuple[Event, M]]:
    """Each event with the object its `object_id` names; events whose object is not among them are left out."""
    by_id = {thing.pk: thing for thing in objects}
    return ((event, by_id[event.object_id]) for event in events if event.object_id in by_id)


def lines_for(member: Member, events: Iterable[Event]) -> dict[int, Line]:
    """{event id: its line} for what the member may be told now; what is hidden or taken back is not among them."""
    events = list(events)
    gone = _taken_back(events)
    kinds: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.name in notices and event.pk not in gone:
            kinds[event.name].append(event)
    return {event.pk: line for kind, some in kinds.items() for event, line in notices[kind].describe(member, some)}


def _taken_back(events: list[Event]) -> set[int]:
    """Those that a later fact reverses."""
    ours = {event.source_id: event.pk for event in events if event.source == HERE}
    return {ours[source_id] for (source_id,) in ask_of(_reversals, list(ours))}


def _reversals(*source_ids: str) -> QuerySet[Any]:
    named = Event.objects.filter(reverses_source=HERE, reverses_source_id__in=source_ids).exclude(reverses_source_id="")
    return named.values_list("reverses_source_id")
