"""The rule tree asked of a member's facts in memory: does it hold now, did it ever hold, how far is it. No queries."""

import operator
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.timezone import get_default_timezone

from community import clock

from . import tree as t
from .facts import Happening
from .vocabulary import COLUMNS, TERMS

EVIDENCE = 20  # facts an award keeps as its evidence, at most
_COMPARE = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class Reached(NamedTuple):
    """When a rule first held, and the ids of the facts (the latest 20 of them) that made it so."""

    moment: datetime
    evidence: tuple[int, ...]


def matches(leaf: t.Count, fact: Happening) -> bool:
    return fact.name in leaf.facts and all(_passes(test, fact) for test in leaf.where)


def _passes(test: t.Where, fact: Happening) -> bool:
    value = getattr(fact, test.field) if test.field in COLUMNS else fact.extras.get(test.field)
    if value is None or isinstance(value, bool) != isinstance(test.value, bool):
        return False
    return bool(_COMPARE[test.op](value, test.value))


def person_of(fact: Happening) -> int | None:
    """The other person of a fact; None when nobody is known."""
    place = TERMS[fact.name].person
    return (fact.actor_id if place == "actor" else fact.extras.get(place)) or None


def _thing(leaf: t.Count, fact: Happening) -> Any:
    """What is counted of a fact: itself, or what must differ. None counts for nothing."""
    match leaf.distinct:
        case "":
            return fact.id
        case "object":
            return fact.object_id
        case "question":
            return fact.question_id
        case "day":
            return fact.occurred_at.astimezone(get_default_timezone()).date()
    return person_of(fact)


@dataclass
class Tally:
    """A leaf's running count: facts come in and go out."""

    leaf: t.Count
    things: Counter[Any] = field(default_factory=Counter)
    people: Counter[int] = field(default_factory=Counter)
    facts: dict[int, Happening] = field(default_factory=dict)

    def add(self, fact: Happening, amount: int) -> None:
        if amount > 0:
            self.facts[fact.id] = fact
        else:
            self.facts.pop(fact.id, None)
        for counter, key in ((self.things, _thing(self.leaf, fact)), (self.people, person_of(fact))):
            if key is not None:
                counter[key] += amount
                if not counter[key]:
                    del counter[key]

    @property
    def met(self) -> bool:
        return len(self.things) >= self.leaf.at_least and len(self.people) >= self.leaf.people


def tally(leaf: t.Count, facts: Iterable[Happening], *, at: datetime | None = None) -> Tally:
    """What the leaf counts now: facts in force, within its window."""
    count = Tally(leaf)
    since = (at or clock.now()) - timedelta(days=leaf.days) if leaf.days else None
    for fact in facts:
        if fact.in_force and matches(leaf, fact) and (since is None or fact.occurred_at > since):
            count.add(fact, 1)
    return count


def holds(tree: t.Tree, facts: Sequence[Happening], *, at: datetime | None = None) -> bool:
    """Whether a member with these facts fulfils the rule now."""
    return t.decide(tree, lambda leaf: tally(leaf, facts, at=at).met)


# --- did it ever hold -------------------------------------------------------------------------------------------


class Change(NamedTuple):
    at: datetime
    amount: int
    leaf: t.Count
    fact: Happening


def ever(tree: t.Tree, facts: Iterable[Happening], *, at: datetime | None = None) -> Reached | None:
    """The first moment at which the rule held, with its evidence; None when it never did.

    Goes through time: facts come in, reversals and suspensions take them out, windows slide. Void facts never were.
    Looks only at moments at which something changed, so a rule that holds for nobody yet needs a first fact.
    """
    tallies = {leaf: Tally(leaf) for leaf in t.leaves(tree)}
    standing = [fact for fact in facts if not fact.void]
    changes = [change for leaf in tallies for change in _changes(leaf, standing, at or clock.now())]
    changes.sort(key=lambda change: (change.at, change.amount))
    for moment, together in groupby(changes, key=lambda change: change.at):
        for change in together:
            tallies[change.leaf].add(change.fact, change.amount)
        if t.decide(tree, lambda leaf: tallies[leaf].met):
            return Reached(moment, _evidence(tree, tallies))
    return None


def _changes(leaf: t.Count, facts: list[Happening], now: datetime) -> Iterator[Change]:
    window = timedelta(days=leaf.days) if leaf.days else None
    for fact in facts:
        if not matches(leaf, fact):
            continue
        slides_out = fact.occurred_at + window if window else None
        for start, end in fact.spans:
            if slides_out is not None and start >= slides_out:
                continue
            yield Change(start, 1, leaf, fact)
            leaves = min((moment for moment in (end, slides_out) if moment is not None), default=None)
            if leaves is not None and (leaves == end or leaves <= now):
                yield Change(leaves, -1, leaf, fact)


def _evidence(tree: t.Tree, tallies: dict[t.Count, Tally]) -> tuple[int, ...]:
    """The latest facts of the conditions that are met and not under a NOT."""
    facts = {fact.id: fact for leaf in _affirmed(tree) if tallies[leaf].met for fact in tallies[leaf].facts.values()}
    latest = sorted(facts.values(), key=lambda fact: (fact.occurred_at, fact.id))[-EVIDENCE:]
    return tuple(fact.id for fact in latest)


def _affirmed(tree: t.Tree) -> Iterator[t.Count]:
    match tree:
        case t.Count():
            yield tree
        case t.AllOf(parts) | t.AnyOf(parts):
            for part in parts:
                yield from _affirmed(part)


# --- how far is it ----------------------------------------------------------------------------------------------


class Step(NamedTuple):
    """One condition of a rule and how far a member is: `have` of `need`, from `people` of `people_needed` people."""

    leaf: t.Count
    have: int
    need: int
    people: int
    people_needed: int

    @property
    def done(self) -> bool:
        return self.have >= self.need and self.people >= self.people_needed

    @property
    def share(self) -> float:
        """0 to 1: the smaller of the two ways."""
        of_people = self.people / self.people_needed if self.people_needed else 1.0
        return min(self.have / self.need, of_people, 1.0)


def progress(tree: t.Tree, facts: Sequence[Happening], *, at: datetime | None = None) -> list[Step]:
    """How far a member is, condition by condition, now. What must not be is left out."""
    steps = []
    for leaf in dict.fromkeys(_affirmed(tree)):
        count = tally(leaf, facts, at=at)
        things, people = len(count.things), len(count.people)
        steps.append(Step(leaf, min(things, leaf.at_least), leaf.at_least, min(people, leaf.people), leaf.people))
    return steps
