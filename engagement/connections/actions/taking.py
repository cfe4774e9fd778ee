"""Facts from outside come in here: from the API, from files, from shops."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from pydantic import ValidationError

from community.events.door import Fact, Past
from community.events.turns import take_turns
from community.members import actions as members
from community.members.models import Member
from community.verdict import Refused
from engagement.cases import actions as cases
from engagement.loyalty import actions as loyalty
from engagement.loyalty import events
from engagement.rewards import actions as rewards

from .. import incoming

NEW, KNOWN, REFUSED = "recorded", "known", "refused"
AT_ONCE = 100  # in one transaction: nobody else writes such facts meanwhile
Heard = incoming.VisitMade | incoming.TicketClosed | incoming.CourseCompleted
Together = incoming.OrderPlaced | Heard
Alone = incoming.OrderRefunded | incoming.VoucherRedeemed | incoming.VoucherReturned | incoming.CaseClosed
Outcome = bool | Refused  # whether it is new


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of one item: recorded, known from before, or refused with the reason."""

    id: str
    status: str
    problem: str = ""
    http: int = 200


def take(item: Any) -> Taken:
    """Record one item. Whatever is wrong with it is said, nothing of it is written."""
    return next(take_all([item]))


def take_all(items: Iterable[Any], *, dry: bool = False) -> Iterator[Taken]:
    """What becomes of each, a hundred in a transaction; `dry` says what would become of them and writes nothing."""
    left, told = iter(items), set[tuple[Any, ...]]()
    while batch := list(islice(left, AT_ONCE)):
        taken = _take_batch(batch, dry)
        yield from _known_twice(batch, taken, told) if dry else taken


def _known_twice(batch: list[Any], taken: list[Taken], told: set[tuple[Any, ...]]) -> Iterator[Taken]:
    """In a dry run nothing stays from one hundred to the next, so what was said before is remembered here."""
    for item, one in zip(batch, taken, strict=True):
        key = tuple(str(item.get(name)) for name in ("source", "type", "id")) if isinstance(item, dict) else ()
        yield replace(one, status=KNOWN) if one.status == NEW and key in told else one
        if one.status == NEW:
            told.add(key)


def _take_batch(batch: list[Any], dry: bool) -> list[Taken]:
    """First what can be written together, then the rest one by one: what is told of an order may come before it or after it."""
    read = [_read(item) for item in batch]
    with transaction.atomic():
        take_turns("facts from outside", alone=len(batch) > 1)
        together = iter(_record_together([told for told in read if isinstance(told, Together)]))
        outcomes = [next(together) if isinstance(told, Together) else _record_alone(told) for told in read]
        if dry:
            transaction.set_rollback(True)
    return [_taken(item, outcome) for item, outcome in zip(batch, outcomes, strict=True)]


def _read(item: Any) -> incoming.Told | Refused:
    try:
        return incoming.read(item)
    except ValidationError as problem:
        return Refused(_in_words(problem), status=422)


def _in_words(problem: ValidationError) -> str:
    first = problem.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"][1:])
    words = first["msg"].removeprefix("Value error, ")
    return f"{place}: {words}" if place else words


def _taken(item: Any, outcome: Outcome) -> Taken:
    name = str(item.get("id", "")).strip()[:150] if isinstance(item, dict) else ""
    if isinstance(outcome, Refused):
        return Taken(id=name, status=REFUSED, problem=str(outcome.reason), http=outcome.status)
    return Taken(id=name, status=NEW if outcome else KNOWN)


# --- one by one ---------------------------------------------------------------------------------------------------


def _record_alone(told: Alone | Refused) -> Outcome:
    if isinstance(told, Refused):
        return told
    try:
        with transaction.atomic():
            return _record(told)
    except Refused as problem:
        return problem


def _record(told: Alone) -> bool:
    about = _about(told)
    if isinstance(told, incoming.OrderRefunded):
        order = f"order.placed:{told.order}"
        return loyalty.refund_order(**about, order_source_id=order, at=told.time, amount=told.amount)
    if isinstance(told, incoming.CaseClosed):
        return cases.close_elsewhere(told.case, outcome=told.outcome)
    do = rewards.redeem if isinstance(told, incoming.VoucherRedeemed) else rewards.take_back
    is_new = do(code=told.code, reward=told.reward, **about, at=told.time, touchpoint=told.touchpoint)
    if is_new:
        loyalty.hear(told.touchpoint)
    return is_new


def _about(told: incoming.Told) -> dict[str, str]:
    return {"source": told.source, "source_id": f"{told.type}:{told.id}"}


# --- together -----------------------------------------------------------------------------------------------------


class _Undone(Exception):
    """Some were refused, so nothing of this turn is kept: whom they name must not be remembered either."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__(outcomes)
        self.outcomes = outcomes


def _record_together(told: Sequence[Together]) -> list[Outcome]:
    """In a few statements for all; where the database refuses, in halves, until what it refuses stands alone."""
    if not told:
        return []
    try:
        with transaction.atomic():
            outcomes = _write(told)
            if any(isinstance(outcome, Refused) for outcome in outcomes):
                raise _Undone(outcomes)
            return outcomes
    except _Undone as undone:
        pairs = zip(told, undone.outcomes, strict=True)
        rest = iter(_record_together([one for one, outcome in pairs if not isinstance(outcome, Refused)]))
        return [outcome if isinstance(outcome, Refused) else next(rest) for outcome in undone.outcomes]
    except (Refused, IntegrityError) as problem:
        if len(told) > 1:
            half = len(told) // 2
            return [*_record_together(told[:half]), *_record_together(told[half:])]
        return [problem if isinstance(problem, Refused) else Refused("Somebody else tells this, too. Send it again.", status=409)]


def _write(told: Sequence[Together]) -> list[Outcome]:
    people = members.know_members([_person(one.member, source=one.source) for one in told])
    known = list(zip(told, people, strict=True))
    orders = iter(loyalty.place_orders([_purchase(one, whose) for one, whose in known if isinstance(one, incoming.OrderPlaced)]))
    others = iter(loyalty.hear_of([_past(one, whose) for one, whose in known if not isinstance(one, incoming.OrderPlaced)]))
    return [next(orders if isinstance(one, incoming.OrderPlaced) else others) for one in told]


def _person(person: incoming.Person, *, source: str) -> members.Person:
    system = f"{source}:{person.id}" if person.id else ""
    return members.Person(mail=person.email, number=person.number, system=system, name=person.name)


def _purchase(told: incoming.OrderPlaced, member: Member) -> loyalty.Purchase:
    return loyalty.Purchase(
        member=member,
        **_about(told),
        amount=told.amount,
        currency=told.currency,
        placed_at=told.time,
        number=told.number,
        touchpoint=told.touchpoint,
        things=[loyalty.Bought(code=thing.code, quantity=thing.quantity) for thing in told.things],
    )


def _past(told: Heard, member: Member) -> Past:
    return Past(fact=_fact(told, member), occurred_at=told.time, reverses=None, **_about(told))


def _fact(told: Heard, member: Member) -> Fact:
    match told:
        case incoming.TicketClosed():
            return events.TicketClosed(subject_id=member.pk, solved=told.solved, touchpoint=told.touchpoint)
        case incoming.CourseCompleted():
            return events.CourseCompleted(subject_id=member.pk, course=told.course, touchpoint=told.touchpoint)
    return events.VisitMade(subject_id=member.pk, touchpoint=told.touchpoint)
