"""Which facts count: in force, suspended, void. Pure conditions on the set of facts: the order of arrival never matters.

A fact is *in force* when no other fact reverses it and its object is not suspended: nothing un-reversed says that the
object, or the question it belongs to, was hidden or deleted. It is *void* when an un-reversed hiding for abuse says so, or
when the fact that reverses it says `abuse` itself.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from community.events.door import Fact
from community.events.models import Event
from community.forum.models import Answer
from community.members.models import Member

Span = tuple[datetime, datetime | None]
Place = tuple[str, int]  # the kind and id of an object


def suspending() -> tuple[str, ...]:
    """The facts that take an object away until they are reversed."""
    return tuple(sorted(name for name in Fact.known if name.endswith((".hidden", ".deleted"))))


def reversals_of() -> QuerySet[Event]:
    """Facts that take the outer fact back. The exclude lets the database use the partial index."""
    named = Event.objects.filter(reverses_source=OuterRef("source"), reverses_source_id=OuterRef("source_id"))
    return named.exclude(reverses_source_id="")


def _taken_away(**place: Any) -> QuerySet[Event]:
    return Event.objects.filter(~Exists(reversals_of()), name__in=suspending(), **place)


def suspensions_of_object() -> QuerySet[Event]:
    return _taken_away(object_kind=OuterRef("object_kind"), object_id=OuterRef("object_id"))


def suspensions_of_question() -> QuerySet[Event]:
    return _taken_away(object_kind="question", object_id=OuterRef("question_id"))


def in_force(events: QuerySet[Event] | None = None) -> QuerySet[Event]:
    """The facts that count now."""
    base = Event.objects.all() if events is None else events
    return base.filter(~Exists(reversals_of()), ~Exists(suspensions_of_object()), ~Exists(suspensions_of_question()))


def owner() -> Coalesce:
    """Whose a fact is: its subject, or the member the subject was merged into."""
    return Coalesce("subject__merged_into_id", "subject_id")


def whom() -> Coalesce:
    """Who did it: the actor, or the member the actor was merged into."""
    return Coalesce("actor__merged_into_id", "actor_id")


class Happening(NamedTuple):
    """A fact as rules see it: what it says, when it was in force, and whether it is void.

    `owner_id` and `actor_id` are who these members are now, after merges.
    `spans` are the half-open stretches of time in which it was in force, in order; the last has no end while it is.
    """

    id: int
    name: str
    owner_id: int
    subject_id: int
    actor_id: int | None
    object_kind: str
    object_id: int | None
    question_id: int | None
    category_id: int | None
    product_id: int | None
    language: str
    by_staff: bool
    occurred_at: datetime
    extras: dict[str, Any]
    spans: tuple[Span, ...]
    void: bool

    @property
    def in_force(self) -> bool:
        return bool(self.spans) and self.spans[-1][1] is None


_COLUMNS = (
    "id",
    "name",
    "owner_id",
    "subject_id",
    "whom",
    "object_kind",
    "object_id",
    "question_id",
    "category_id",
    "product_id",
    "language",
    "by_staff",
    "occurred_at",
    "extras",
)


class Suspension(NamedTuple):
    start: datetime
    end: datetime | None
    abuse: bool


def read(events: QuerySet[Event]) -> list[Happening]:
    """The facts with their spans, oldest first: one query, and two more when any of their objects was ever taken away."""
    reversed_at = Subquery(reversals_of().values("reverses_source_id").annotate(at=Min("occurred_at")).values("at"))
    voided = Exists(reversals_of().filter(extras__abuse=True))
    ever = Event.objects.filter(name__in=suspending())
    touched = Exists(ever.filter(object_kind=OuterRef("object_kind"), object_id=OuterRef("object_id"))) | Exists(
        ever.filter(object_kind="question", object_id=OuterRef("question_id"))
    )
    rows = list(
        events.annotate(owner_id=owner(), whom=whom(), reversed_at=reversed_at, voided=voided, touched=touched)
        .order_by("occurred_at", "id")
        .values_list(*_COLUMNS, "voided", "reversed_at", "touched")
    )
    away = _suspensions({place for row in rows if row[-1] for place in _places(row[5], row[6], row[7])})
    return [_happening(row, away) for row in rows]


def _places(kind: str, object_id: int | None, question_id: int | None) -> Iterator[Place]:
    if object_id is not None:
        yield (kind, object_id)
    if question_id is not None and (kind, object_id) != ("question", question_id):
        yield ("question", question_id)


def _happening(row: tuple[Any, ...], away: dict[Place, list[Suspension]]) -> Happening:
    columns, reversed_at, touched = row[: len(_COLUMNS)], row[-2], row[-1]
    kind, object_id, question_id, occurred_at = row[5], row[6], row[7], row[12]
    gone = [s for place in _places(kind, object_id, question_id) for s in away.get(place, ())] if touched else []
    void = row[-3] or any(s.abuse and s.end is None for s in gone)
    return Happening._make((*columns, _spans(occurred_at, reversed_at, gone), void))


def _spans(start: datetime, end: datetime | None, gone: list[Suspension]) -> tuple[Span, ...]:
    """[start, end) without the times in which its object was gone."""
    spans: list[Span] = [] if end is not None and end <= start else [(start, end)]
    for away in gone:
        spans = [piece for span in spans for piece in _without(span, away)]
    return tuple(spans)


def _without(span: Span, away: Suspension) -> Iterator[Span]:
    start, end = span
    before = away.start if end is None else min(away.start, end)
    if start < before:
        yield (start, before)
    if away.end is not None:
        after = max(away.end, start)
        if end is None or after < end:
            yield (after, end)


def _suspensions(places: set[Place]) -> dict[Place, list[Suspension]]:
    """When each object was taken away and came back. What came back before it went never went."""
    found: dict[Place, list[Suspension]] = defaultdict(list)
    ends = Subquery(reversals_of().values("reverses_source_id").annotate(at=Min("occurred_at")).values("at"))
    for kind, ids in _by_kind(places):
        rows = Event.objects.filter(name__in=suspending(), object_kind=kind, object_id__in=ids).annotate(until=ends)
        for object_id, start, end, extras in rows.values_list("object_id", "occurred_at", "until", "extras"):
            if object_id is not None and (end is None or end > start):
                found[kind, object_id].append(Suspension(start, end, bool(extras.get("abuse"))))
    return found


def _by_kind(places: set[Place], *, batch: int = 500) -> Iterator[tuple[str, list[int]]]:
    kinds: dict[str, list[int]] = defaultdict(list)
    for kind, object_id in sorted(places):
        kinds[kind].append(object_id)
    for kind, ids in kinds.items():
        for i in range(0, len(ids), batch):
            yield kind, ids[i : i + batch]


def touched_by(event: Event, *, counted: Container[str]) -> Q | None:
    """Which facts the event adds, takes away or brings back; None when rules could not care. No query for most facts.

    `counted` are the names of facts that rules can count.
    """
    if event.name in counted:
        return Q(pk=event.pk)
    if event.name in suspending():
        return _about(event)
    if event.reverses_source_id:
        target = Event.objects.filter(source=event.reverses_source, source_id=event.reverses_source_id).first()
        if target is None:
            return None  # it came first: its target will find it
        return _about(target) if target.name in suspending() else Q(pk=target.pk)
    return None


def _about(event: Event) -> Q:
    """The facts about the event's object, and, when it is a question, about its answers."""
    about = Q(object_kind=event.object_kind, object_id=event.object_id)
    if event.object_kind == "question" and event.object_id is not None:
        about |= Q(object_kind="answer", object_id__in=Answer.objects.filter(question_id=event.object_id).values("pk"))
    return about


def of_members(member_ids: Iterable[int]) -> Q:
    """Facts about these members, or about members merged into them. Costs one query."""
    ids = set(member_ids)
    ids |= set(Member.objects.filter(merged_into_id__in=ids).values_list("pk", flat=True))
    return Q(subject_id__in=ids)


def around(fact_ids: Iterable[int]) -> list[Event]:
    """These facts and everything that took them back, took their objects away or brought them back; newest first."""
    facts = Event.objects.filter(pk__in=list(fact_ids))
    found = {event.pk: event for event in facts}
    for event in list(found.values()):
        away = Q(pk=None)
        for kind, object_id in _places(event.object_kind, event.object_id, event.question_id):
            away |= Q(object_kind=kind, object_id=object_id)
        takers = Event.objects.filter(away, name__in=suspending())
        for taker in [*takers, *_reversing([event])]:
            found[taker.pk] = taker
    for event in _reversing(found.values()):
        found[event.pk] = event
    return sorted(found.values(), key=lambda event: -event.pk)


def _reversing(events: Iterable[Event]) -> list[Event]:
    keys = {(event.source, event.source_id) for event in events}
    named = Event.objects.filter(reverses_source_id__in=[key[1] for key in keys]).exclude(reverses_source_id="")
    return [event for event in named if (event.reverses_source, event.reverses_source_id) in keys]
