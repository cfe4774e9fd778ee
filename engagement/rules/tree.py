"""The one rule tree, as frozen data. Badges, referrals and segments are all said in it; there is no second mechanism.

A leaf counts facts about a member; nodes join leaves. JSON form of a leaf (defaults are left out):

    {"count": ["answer.accepted"], "distinct": "object", "where": [{"field": "minutes", "op": "<=", "value": 60}],
     "at_least": 10, "people": 5, "days": 90}

and of nodes: {"all": [...]}, {"any": [...]}, {"not": {...}}.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from .vocabulary import DISTINCT, OPERATORS, TERMS, type_of

MOST = 1_000_000  # the largest number a rule may ask for
DEEPEST, LARGEST = 8, 60  # levels and nodes of one tree


class RuleError(ValueError):
    """Data that is no rule. `where` is the path to the part that is wrong ("all[1].people")."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where or 'rule'}: {problem}")
        self.where = where
        self.problem = problem


@dataclass(frozen=True, order=True)
class Where:
    """A typed comparison with a column or an extra of the fact."""

    field: str
    op: str
    value: Any


@dataclass(frozen=True, kw_only=True)
class Count:
    """At least so many facts in force (or distinct things among them), from at least so many people, within a window.

    `distinct`: "" counts facts; object, question, person or day counts different ones. `people` is how many different
    people they must come from. `days` is a rolling window that ends now; None is a lifetime.
    """

    facts: tuple[str, ...]
    at_least: int = 1
    distinct: str = ""
    where: tuple[Where, ...] = ()
    people: int = 0
    days: int | None = None


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Not:
    part: "Tree"


Tree: TypeAlias = "Count | AllOf | AnyOf | Not"


def leaves(tree: Tree) -> Iterator[Count]:
    match tree:
        case Count():
            yield tree
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)


def facts_named(tree: Tree) -> frozenset[str]:
    """The WHEN of a rule: only these facts, and what takes them back, can change its answer."""
    return frozenset(name for leaf in leaves(tree) for name in leaf.facts)


def decide(tree: Tree, met: Any) -> bool:
    """The value of the tree when `met(leaf)` is the value of each leaf."""
    match tree:
        case Count():
            return bool(met(tree))
        case AllOf(parts):
            return all(decide(part, met) for part in parts)
        case AnyOf(parts):
            return any(decide(part, met) for part in parts)
        case Not(part):
            return not decide(part, met)


def holds_for_nobody_yet(tree: Tree) -> bool:
    """Whether somebody without any fact fulfils it: a badge's rule must not."""
    return decide(tree, lambda leaf: False)


# --- data in and out --------------------------------------------------------------------------------------------


def dump(tree: Tree) -> dict[str, Any]:
    match tree:
        case AllOf(parts):
            return {"all": [dump(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [dump(part) for part in parts]}
        case Not(part):
            return {"not": dump(part)}
        case Count():
            return _dump_leaf(tree)


def _dump_leaf(leaf: Count) -> dict[str, Any]:
    data: dict[str, Any] = {"count": sorted(leaf.facts), "at_least": leaf.at_least}
    if leaf.distinct:
        data["distinct"] = leaf.distinct
    if leaf.where:
        tests = [{"field": w.field, "op": w.op, "value": w.value} for w in leaf.where]
        data["where"] = sorted(tests, key=lambda test: json.dumps(test, sort_keys=True))
    if leaf.people:
        data["people"] = leaf.people
    if leaf.days:
        data["days"] = leaf.days
    return data


def canonical(tree: Tree) -> str:
    """The same rule is the same text, however it was typed."""
    return json.dumps(dump(tree), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def version_of(tree: Tree) -> str:
    """A rule's version: the first 16 hex digits of the hash of its canonical text."""
    return hashlib.sha256(canonical(tree).encode()).hexdigest()[:16]


def load(data: Any) -> Tree:
    """The tree of JSON data. Raises RuleError with the place and the problem; whatever it returns can be evaluated."""
    tree = _load(data, "", 1)
    if len(list(leaves(tree))) > LARGEST:
        raise RuleError("", f"more than {LARGEST} conditions")
    return tree


def _load(data: Any, at: str, depth: int) -> Tree:
    if not isinstance(data, dict):
        raise RuleError(at, "must be an object")
    if depth > DEEPEST:
        raise RuleError(at, f"more than {DEEPEST} levels deep")
    if "count" in data:
        return _load_leaf(data, at)
    if len(data) != 1 or next(iter(data)) not in ("all", "any", "not"):
        raise RuleError(at, "must have exactly one of count, all, any, not")
    kind, inner = next(iter(data.items()))
    if kind == "not":
        return Not(_load(inner, _path(at, "not"), depth + 1))
    if not isinstance(inner, list) or not inner:
        raise RuleError(_path(at, kind), "must be a list of at least one rule")
    parts = tuple(_load(part, f"{_path(at, kind)}[{i}]", depth + 1) for i, part in enumerate(inner))
    return AllOf(parts) if kind == "all" else AnyOf(parts)


def _path(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _load_leaf(data: dict[str, Any], at: str) -> Count:
    unknown = set(data) - {"count", "at_least", "distinct", "where", "people", "days"}
    if unknown:
        raise RuleError(at, f"unknown: {', '.join(sorted(map(str, unknown)))}")
    facts = _facts(data["count"], _path(at, "count"))
    distinct = data.get("distinct", "")
    if distinct not in DISTINCT:
        raise RuleError(_path(at, "distinct"), f"must be one of {', '.join(filter(None, DISTINCT))}")
    if distinct == "object" and len({name.split(".")[0] for name in facts}) > 1:
        raise RuleError(_path(at, "distinct"), "different objects can only be told apart among facts about one kind")
    tests = data.get("where", [])
    if not isinstance(tests, list):
        raise RuleError(_path(at, "where"), "must be a list")
    return Count(
        facts=facts,
        at_least=_number(data, "at_least", at, default=1, least=1),
        distinct=distinct,
        where=tuple(_test(test, facts, f"{_path(at, 'where')}[{i}]") for i, test in enumerate(tests)),
        people=_number(data, "people", at, default=0, least=0),
        days=_number(data, "days", at, default=0, least=1) or None,
    )


def _facts(names: Any, at: str) -> tuple[str, ...]:
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise RuleError(at, "must be a list of at least one fact")
    unknown = sorted(set(names) - set(TERMS))
    if unknown:
        raise RuleError(at, f"no rule can count {', '.join(unknown)}")
    return tuple(sorted(set(names)))


def _number(data: dict[str, Any], name: str, at: str, *, default: int, least: int) -> int:
    if name not in data:
        return default
    value = data[name]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MOST:
        raise RuleError(_path(at, name), f"must be a whole number from {least} to {MOST}")
    return value


def _test(data: Any, facts: tuple[str, ...], at: str) -> Where:
    if not isinstance(data, dict) or set(data) != {"field", "op", "value"}:
        raise RuleError(at, "must have field, op and value")
    field, op, value = data["field"], data["op"], data["value"]
    kinds = {type_of(TERMS[name], field) if isinstance(field, str) else None for name in facts}
    if None in kinds or len(kinds) != 1:
        raise RuleError(_path(at, "field"), f"{field} is not known of every fact counted here")
    kind = kinds.pop()
    if op not in OPERATORS or (kind is not int and op != "="):
        raise RuleError(_path(at, "op"), f"{op} does not compare {kind.__name__}")  # type: ignore[union-attr]
    if type(value) is not kind or (isinstance(value, int) and not -MOST <= value <= 2**53):
        raise RuleError(_path(at, "value"), f"must be {kind.__name__}")  # type: ignore[union-attr]
    return Where(field, op, value)
