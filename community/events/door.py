"""The one door through which parts of the product tell each other what happened.

An action *emits* a typed fact in the transaction that makes it true; the same transaction writes one `Due` row for
each reaction, and the row is the work. Losing a fact is impossible; running a reaction twice has its effect once.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from community import clock

from .bulk import insert_many, insert_numbered
from .models import HERE, Due, Event

log = logging.getLogger(__name__)

COLUMNS = ("subject_id", "actor_id", "object_id", "question_id", "category_id", "product_id", "language", "by_staff")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened to a member: ids and small values, never text, personal data or model instances.

    Subclasses give `name` (past tense, "answer.accepted"), `about` (the kind of object `object_id` names) and, as
    further typed fields, what else must be remembered: they are kept in the event's extras. The docstring is one
    sentence: what happened.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    about: ClassVar[str] = ""
    known: ClassVar[dict[str, type["Fact"]]] = {}

    subject_id: int
    actor_id: int | None = None
    object_id: int | None = None
    question_id: int | None = None
    category_id: int | None = None
    product_id: int | None = None
    language: str = ""
    by_staff: bool = False

    def __init_subclass__(cls) -> None:
        if cls.name in Fact.known and Fact.known[cls.name].__qualname__ != cls.__qualname__:
            raise RuntimeError(f"two facts are called {cls.name}")
        Fact.known[cls.name] = cls

    def extras(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in COLUMNS}


class Later(Exception):
    """Raised by a reaction that has nothing to do before a moment: its work is due again then, and no try is counted."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


Reaction = Callable[[Any, Any], None]
Concern = Callable[[Event], bool]
Sieve = Callable[[Sequence[Event]], Iterable[Event]]
Key = tuple[str, str]  # (source, source_id): what a reversal names
_reactions: dict[str, dict[str, Reaction]] = defaultdict(dict)
_every: dict[str, tuple[Reaction, Concern]] = {}
_outside: set[str] = set()
_gathering: set[str] = set()
_sieves: dict[str, Sieve] = {}


def _path(function: Reaction) -> str:
    return f"{function.__module__}.{function.__name__}"


def on(
    *kinds: type[Fact], outside: bool = False, gathers: bool = False, sift: Sieve | None = None
) -> Callable[[Reaction], Reaction]:
    """Run the function after each such fact: in a worker, at least once, retried until it succeeds.

    The function gets (fact, event), runs in a transaction of its own that also strikes off the work, and must come
    to the same result when it runs late or twice: recompute from rows, or write under a unique key.

    `outside`: what leaves the house (mail) runs outside a transaction, so that a slow receiver holds no lock. It keeps
    its own record, is repeated under the same id when a crash came in between, and must end within the lease.

    `gathers`: what only remakes rows gets all its facts that wait together, of whichever members, as two lists (facts,
    events), the oldest first, and runs once for them. It locks in one order, so that two of them never wait for each other.

    `sift`: asked for many of its facts at once, before any is run: which of them leave something to do. It only reads.
    """

    def register(function: Reaction) -> Reaction:
        _remember(function, sift)
        if outside:
            _outside.add(_path(function))
        if gathers:
            _gathering.add(_path(function))
        for kind in kinds:
            _reactions[kind.name][_path(function)] = function
        return function

    return register


def on_every(concern: Concern, *, sift: Sieve | None = None) -> Callable[[Reaction], Reaction]:
    """Run the function after every fact it may concern, whatever its name: for rules, whose WHEN is data.

    `concern` is asked as the fact is recorded, from its name and whether it reverses another: it spares the worker what could
    change nothing. Of many facts recorded at once it is asked once for all that are alike in these.
    `sift` as for `on`: it spares a run where one look at the rows shows for many facts that nothing is to be done.
    """

    def register(function: Reaction) -> Reaction:
        _remember(function, sift)
        _every[_path(function)] = (function, concern)
        return function

    return register


def _remember(function: Reaction, sift: Sieve | None) -> None:
    if sift is not None:
        _sieves[_path(function)] = sift


def runs_outside(reaction: str) -> bool:
    return reaction in _outside


def gathers(reaction: str) -> bool:
    return reaction in _gathering


def _values(fact: Fact) -> dict[str, Any]:
    columns = {name: getattr(fact, name) for name in COLUMNS}
    return {"name": fact.name, "version": fact.version, "object_kind": fact.about, "extras": fact.extras(), **columns}


def _row(fact: Fact, **more: Any) -> Event:
    return Event(**_values(fact), **more)


def _owed(event: Event) -> list[str]:
    return sorted({*_reactions[event.name], *(path for path, (_, concern) in _every.items() if concern(event))})


def _owe(event: Event) -> None:
    Due.objects.bulk_create(Due(event=event, reaction=reaction, at=event.recorded_at) for reaction in _owed(event))


def _record(events: Sequence[Event]) -> None:
    """Many at once, with what is owed to them, in two statements."""
    if not events:
        return
    insert_numbered(Event, events)
    alike: dict[tuple[str, bool], list[str]] = {}
    for event in events:
        if (sort := (event.name, bool(event.reverses_source_id))) not in alike:
            alike[sort] = _owed(event)
    insert_many(
        Due,
        (
            {"event_id": event.pk, "reaction": reaction, "at": event.recorded_at}
            for event in events
            for reaction in alike[event.name, bool(event.reverses_source_id)]
        ),
    )
    log.info("%s facts, the last is %s", len(events), events[-1].pk)


def emit(fact: Fact, *, reverses: Key | None = None, occurred_at: datetime | None = None) -> Event:
    """Record the fact and queue its reactions, in the transaction that makes it true.

    `reverses` is the key of the fact this one takes back. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{fact.name} must be emitted inside the transaction that makes it true")
    moment = now()
    event = _row(fact, occurred_at=occurred_at or clock.now(), recorded_at=moment, **_reversal(reverses))
    event.save(force_insert=True)
    _owe(event)
    log.info("%s is fact %s", event.name, event.pk)
    return event


def emit_all(facts: Iterable[Fact]) -> None:
    """`emit` for many that are made true by one transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("facts must be emitted inside the transaction that makes them true")
    moment, at = now(), clock.now()
    _record([_row(fact, occurred_at=at, recorded_at=moment) for fact in facts])


def receive(
    fact: Fact, *, source: str, source_id: str, occurred_at: datetime | None = None, reverses: Key | None = None
) -> tuple[Event, bool]:
    """Record a fact another system tells us: (event, whether it is new). The same (source, source_id) is one event.

    A reversal may arrive before what it reverses: it names it by (source, source_id), not by our id.
    """
    if source == HERE:
        raise ValueError("a fact from outside needs a source of its own")
    moment = now()
    event = _row(
        fact,
        occurred_at=occurred_at or clock.now(),
        recorded_at=moment,
        source=source,
        source_id=source_id,
        **_reversal(reverses),
    )
    try:
        with transaction.atomic():
            event.save(force_insert=True)
            _owe(event)
    except IntegrityError:
        known = Event.objects.filter(source=source, source_id=source_id).first()
        if known is None:
            raise
        return known, False
    return event, True


@dataclass(frozen=True, kw_only=True)
class Past:
    """A fact of the past with its time and its key in the system it came from."""

    fact: Fact
    occurred_at: datetime
    source: str
    source_id: str
    reverses: Key | None = None


def receive_all(pasts: Sequence[Past]) -> list[bool]:
    """`receive` for many: of each whether it is new. IntegrityError where somebody else tells one of them in this moment."""
    if any(past.source == HERE for past in pasts):
        raise ValueError("a fact from outside needs a source of its own")
    keys = [(past.source, past.source_id) for past in pasts]
    known, moment, are_new = _known(keys), now(), list[bool]()
    for key in keys:
        are_new.append(key not in known)
        known.add(key)
    new = (past for past, is_new in zip(pasts, are_new, strict=True) if is_new)
    _record([_row(past.fact, recorded_at=moment, **_told(past)) for past in new])
    return are_new


def _known(keys: Iterable[Key]) -> set[Key]:
    by_source: dict[str, list[str]] = defaultdict(list)
    for source, source_id in keys:
        by_source[source].append(source_id)
    return {
        key
        for source, ids in by_source.items()
        for key in Event.objects.filter(source=source, source_id__in=ids).values_list("source", "source_id")
    }


def _told(past: Past) -> dict[str, Any]:
    key = {"source": past.source, "source_id": past.source_id}
    return key | {"occurred_at": past.occurred_at} | _reversal(past.reverses)


def record_history(pasts: Iterable[Past]) -> None:
    """Write facts of the past: silent, no reactions owed; known ones are left as they are. Projections come from back-fill."""
    moment = now()
    rows = (_values(past.fact) | _told(past) | {"recorded_at": moment, "silent": True} for past in pasts)
    insert_many(Event, rows, ignore_conflicts=True)


def _reversal(key: Key | None) -> dict[str, str]:
    return {"reverses_source": key[0], "reverses_source_id": key[1]} if key else {}


def key_of(event: Event) -> Key:
    return (event.source, event.source_id)


def last_in_force(
    name: str, *, about: str, object_id: int, subject_id: int | None = None, actor_id: int | None = None, **said: Any
) -> Event | None:
    """The latest fact of that name about the object (of the subject, by the actor, with what it said) that still stands."""
    reversal = Event.objects.filter(reverses_source=OuterRef("source"), reverses_source_id=OuterRef("source_id"))
    reversal = reversal.exclude(reverses_source_id="")  # so that the database may use the index of reversals only
    said = {f"extras__{key}": value for key, value in said.items()}
    told = Event.objects.filter(name=name, object_kind=about, object_id=object_id, **said)
    if subject_id is not None:
        told = told.filter(subject_id=subject_id)
    if actor_id is not None:
        told = told.filter(actor_id=actor_id)
    return told.filter(~Exists(reversal)).order_by("-occurred_at", "-pk").first()


def load(event: Event) -> Fact:
    """The typed fact of an event. Values a newer version added take their defaults; ones it dropped are ignored."""
    kind = Fact.known[event.name]
    wanted = {f.name for f in fields(kind)}
    values = {name: getattr(event, name) for name in COLUMNS} | event.extras
    return kind(**{name: value for name, value in values.items() if name in wanted})


def sifted(events: Sequence[Event], reaction: str) -> Iterable[Event]:
    """Those of the events that leave the reaction something to do."""
    return _sieves[reaction](events) if reaction in _sieves else events


def run(event: Event, reaction: str) -> None:
    """Run one reaction on one event. LookupError when the product no longer has that reaction or fact."""
    if gathers(reaction):
        return run_together([event], reaction)
    _function(event, reaction)(load(event), event)
    return None


def run_together(events: Sequence[Event], reaction: str) -> None:
    """Run a reaction that gathers, once for all these events."""
    function = [_function(event, reaction) for event in events][0]
    function([load(event) for event in events], list(events))


def _function(event: Event, reaction: str) -> Reaction:
    function = _reactions[event.name].get(reaction) or _every.get(reaction, (None,))[0]
    if function is None or event.name not in Fact.known:
        raise LookupError(f"nobody answers to {reaction} for {event.name}")
    return function


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the catalogue: a fact, its meaning, what it remembers, who reacts."""

    name: str
    version: int
    meaning: str
    extras: tuple[str, ...]
    reactions: tuple[str, ...]


def catalogue() -> list[Entry]:
    """Every fact the product knows, by name."""
    return [
        Entry(
            name=name,
            version=kind.version,
            meaning=" ".join((kind.__doc__ or "").split()),
            extras=tuple(f.name for f in fields(kind) if f.name not in COLUMNS),
            reactions=tuple(sorted({*_reactions[name], *_every})),
        )
        for name, kind in sorted(Fact.known.items())
    ]
