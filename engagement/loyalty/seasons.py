"""How seasonal membership goes up and down: data and pure functions (reference: recognition, level mechanics; P22-P24).

What qualifies is what a member gave and bought in the last 365 days. More of it raises at once. Less of it lowers only
after 30 days of notice and 30 of grace, one step, and only below 80 % of what the step asks for; helping protects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.rules import memory
from engagement.rules.facts import Happening
from engagement.rules.tree import AnyOf, Count, Tree, Where

WINDOW = 365  # days
NOTICE, GRACE = timedelta(days=30), timedelta(days=30)
KEPT_FROM = 80  # per cent of what a step asks for
_OTHERS, _MEMBER = Where("own", "=", False), Where("by_staff", "=", False)
BOUGHT = "bought"


@dataclass(frozen=True)
class Worth:
    """What one kind of fact adds: its key, its words, and how much for each that the leaf counts."""

    key: str
    label: Promise
    each: int
    count: Count


WORTHS = (
    Worth(
        "accepted",
        _("Accepted answers"),
        15,
        Count(facts=("answer.accepted",), distinct="object", where=(_OTHERS, _MEMBER), days=WINDOW),
    ),
    Worth(
        "helped",
        _("Members who said it helped"),
        3,
        Count(facts=("answer.helped",), distinct="person", where=(_OTHERS, _MEMBER), days=WINDOW),
    ),
    Worth("courses", _("Courses completed"), 5, Count(facts=("course.completed",), days=WINDOW)),
)
ORDERS = Count(facts=("order.placed",), distinct="object", days=WINDOW)
PARTS_BACK = Count(facts=("order.refunded",), where=(Where("whole", "=", False),), days=WINDOW)

# Whoever still helps keeps what they have, also without buying.
PROTECTION: Tree = AnyOf(
    (
        Count(facts=("answer.accepted",), distinct="person", at_least=2, where=(_OTHERS,), days=90),
        Count(facts=("answer.helped",), distinct="person", at_least=3, where=(_OTHERS,), days=90),
    )
)
FACTS = frozenset(name for leaf in (*(worth.count for worth in WORTHS), ORDERS, PARTS_BACK) for name in leaf.facts)


@dataclass(frozen=True)
class Money:
    """How purchases count: one for each so many cents, in the programme's currency only."""

    currency: str
    cents: int


def amounts(facts: Sequence[Happening], *, money: Money, at: datetime) -> dict[str, int]:
    """{key: what it adds} at that moment: a pure function of the facts until then (P24)."""
    until = [fact for fact in facts if fact.occurred_at <= at]
    found = {worth.key: worth.each * len(memory.tally(worth.count, until, at=at).things) for worth in WORTHS}
    return found | {BOUGHT: _spent(until, money, at) // money.cents}


def _spent(facts: Sequence[Happening], money: Money, at: datetime) -> int:
    """What was paid for purchases that stand, less what was given back of each."""
    back: dict[int | None, int] = {}
    for fact in memory.tally(PARTS_BACK, facts, at=at).facts.values():
        back[fact.object_id] = back.get(fact.object_id, 0) + fact.extras.get("amount", 0)
    bought = [fact for fact in memory.tally(ORDERS, facts, at=at).facts.values() if fact.extras.get("currency") == money.currency]
    return sum(max(fact.extras.get("amount", 0) - back.get(fact.object_id, 0), 0) for fact in bought)


def is_protected(facts: Sequence[Happening], *, at: datetime) -> bool:
    return memory.holds(PROTECTION, [fact for fact in facts if fact.occurred_at <= at], at=at)


# --- the steps --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class State:
    """Which step a member has (0 is the first), since when, and since when they know that it may go down."""

    step: int = 0
    since: datetime | None = None
    noticed_at: datetime | None = None
    lowered_at: datetime | None = None

    @property
    def lowers_at(self) -> datetime | None:
        return self.noticed_at + NOTICE + GRACE if self.noticed_at else None


RAISED, NOTICED, KEPT, LOWERED = "raised", "noticed", "kept", "lowered"


def move(state: State, *, amount: int, thresholds: Sequence[int], protected: bool, at: datetime) -> tuple[State, str]:
    """The state after looking at it at that moment, and what happened: one of the four words, or "".

    `thresholds` rise and begin with 0. Never up and down on one day: a step lost today that is deserved again today was
    never lost.
    """
    step = min(state.step, len(thresholds) - 1)
    deserved = max(n for n, threshold in enumerate(thresholds) if amount >= threshold)
    if deserved > step:
        lost_today = state.lowered_at is not None and state.lowered_at.date() == at.date()
        word = KEPT if lost_today and deserved == step + 1 else RAISED
        return State(step=deserved, since=at if word == RAISED else state.since), word
    if protected or amount * 100 >= thresholds[step] * KEPT_FROM:
        return replace(state, step=step, noticed_at=None), KEPT if state.noticed_at else ""
    if state.noticed_at is None:
        raised_today = state.since is not None and state.since.date() == at.date()
        return (state, "") if raised_today else (replace(state, step=step, noticed_at=at), NOTICED)
    if at >= state.noticed_at + NOTICE + GRACE:
        return State(step=step - 1, since=at, lowered_at=at), LOWERED
    return replace(state, step=step), ""


def kept_until(
    facts: Sequence[Happening], state: State, *, money: Money, thresholds: Sequence[int], at: datetime
) -> datetime | None:
    """Until when the step stands if nothing more happens; None on the first step, which is never lost."""
    if state.step == 0:
        return None
    if state.lowers_at:
        return state.lowers_at

    def enough(then: datetime) -> bool:
        protected = is_protected(facts, at=then)
        return protected or sum(amounts(facts, money=money, at=then).values()) * 100 >= thresholds[state.step] * KEPT_FROM

    # With nothing new, it only gets less, and only when a fact leaves its window.
    ends = sorted({at, *(fact.occurred_at + timedelta(days=days) for fact in facts for days in (90, WINDOW))})
    ends = [end for end in ends if end >= at]
    low, high = 0, len(ends) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if enough(ends[middle]) else (low, middle)
    return ends[low] + NOTICE + GRACE


def parts(found: Mapping[str, int]) -> list[tuple[str, Promise, int]]:
    """(key, words, amount) of what qualifies, in order."""
    words = [(worth.key, worth.label) for worth in WORTHS] + [(BOUGHT, _("Purchases"))]
    return [(key, label, found.get(key, 0)) for key, label in words]
