"""The rule tree asked of the database: which members fulfil it now. Agrees with `memory.holds` on every tree.

Each leaf becomes "the member is among those with so many facts", so that NOT, "at most" and "none" include members
without any fact.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, NullIf, TruncDate
from django.utils.timezone import get_default_timezone

from community import clock
from community.events.models import Event
from community.members.models import Member

from . import tree as t
from .facts import in_force, of_members, owner, whom
from .vocabulary import COLUMNS, TERMS

LOOKUPS = {"=": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


def members(tree: t.Tree, *, at: datetime | None = None) -> QuerySet[Member]:
    """Everybody who fulfils the rule now (or with windows that end at `at`)."""
    return Member.objects.filter(_condition(tree, at or clock.now()))


def _condition(tree: t.Tree, at: datetime) -> Q:
    match tree:
        case t.AllOf(parts):
            condition = Q()
            for part in parts:
                condition &= _condition(part, at)
            return condition
        case t.AnyOf(parts):
            condition = _condition(parts[0], at)
            for part in parts[1:]:
                condition |= _condition(part, at)
            return condition
        case t.Not(part):
            return ~_condition(part, at)
        case t.Count():
            return Q(pk__in=_enough(tree, at))


def _enough(leaf: t.Count, at: datetime) -> QuerySet[Event, Any]:
    """The ids of members with enough facts for the leaf."""
    facts = in_force(Event.objects.filter(matches(leaf)))
    if leaf.days:
        facts = facts.filter(occurred_at__gt=at - timedelta(days=leaf.days))
    grouped = facts.annotate(whose=owner()).order_by().values("whose").annotate(amount=_amount(leaf))
    enough = grouped.filter(amount__gte=leaf.at_least)
    if leaf.people:
        enough = enough.annotate(people=Count(person_of(leaf), distinct=True)).filter(people__gte=leaf.people)
    return enough.values("whose")


def matches(leaf: t.Count) -> Q:
    """The leaf's facts and filters, without what is in force and without its window."""
    condition = Q(name__in=leaf.facts)
    for test in leaf.where:
        place = test.field if test.field in COLUMNS else f"extras__{test.field}"
        condition &= Q(**{f"{place}__{LOOKUPS[test.op]}": test.value})
    return condition


def _amount(leaf: t.Count, *, only: Q | None = None) -> Count:
    return Count("pk", filter=only) if not leaf.distinct else Count(_distinct(leaf), distinct=True, filter=only)


def _distinct(leaf: t.Count) -> Combinable:
    match leaf.distinct:
        case "object":
            return F("object_id")
        case "question":
            return F("question_id")
        case "day":
            return TruncDate("occurred_at", tzinfo=get_default_timezone())
    return person_of(leaf)


def person_of(leaf: t.Count) -> Combinable:
    """The other person of a fact: the actor, or a member named in the extras. Nobody (0) counts for nothing."""
    extras: dict[str, list[str]] = {}
    for name in leaf.facts:
        extras.setdefault(TERMS[name].person, []).append(name)
    cases = [
        When(name__in=names, then=NullIf(Cast(KeyTextTransform(field, "extras"), BigIntegerField()), Value(0)))
        for field, names in extras.items()
        if field != "actor"
    ]
    return Case(*cases, default=whom(), output_field=BigIntegerField()) if cases else whom()


def upper_bounds(leaves: Iterable[t.Count], member_id: int) -> dict[t.Count, int]:
    """How many facts each leaf could count at most for a member, were all in force and no window set. One cheap query."""
    wanted = list(dict.fromkeys(leaves))
    names = {name for leaf in wanted for name in leaf.facts}
    counts = {f"leaf{i}": Count("pk", filter=matches(leaf)) for i, leaf in enumerate(wanted)}
    found = Event.objects.filter(of_members([member_id]), name__in=names).aggregate(**counts)
    return {leaf: found[f"leaf{i}"] for i, leaf in enumerate(wanted)}


def amounts(leaves: Iterable[t.Count], member_ids: Iterable[int]) -> dict[int, dict[t.Count, int]]:
    """What each leaf counts now for each of these members, whatever it asks for: {member: {leaf: amount}}. One query.

    Leaves with a window are not for this. Members without facts count 0.
    """
    wanted, ids = list(dict.fromkeys(leaves)), list(member_ids)
    names = {name for leaf in wanted for name in leaf.facts}
    facts = in_force(Event.objects.filter(of_members(ids), name__in=names))
    columns = {f"leaf{i}": _amount(leaf, only=matches(leaf)) for i, leaf in enumerate(wanted)}
    rows: Any = facts.annotate(whose=owner()).order_by().values("whose").annotate(**columns)
    found = {row["whose"]: {leaf: row[f"leaf{i}"] for i, leaf in enumerate(wanted)} for row in rows}
    return {pk: found.get(pk, dict.fromkeys(wanted, 0)) for pk in ids}
