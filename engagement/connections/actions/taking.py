"""Facts from outside come in here, one by one: from the API, from files, from shops."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from community.members import actions as members
from community.members.models import Member
from community.verdict import Refused
from engagement.cases import actions as cases
from engagement.loyalty import actions as loyalty
from engagement.loyalty import events
from engagement.rewards import actions as rewards

from .. import incoming

NEW, KNOWN, REFUSED = "recorded", "known", "refused"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of one item: recorded, known from before, or refused with the reason."""

    id: str
    status: str
    problem: str = ""
    http: int = 200


def take(item: Any) -> Taken:
    """Record one item. Whatever is wrong with it is said, nothing of it is written."""
    name = str(item.get("id", ""))[:150] if isinstance(item, dict) else ""
    try:
        told = incoming.read(item)
        with transaction.atomic():
            is_new = _record(told)
    except ValidationError as problem:
        return Taken(id=name, status=REFUSED, problem=_in_words(problem), http=422)
    except Refused as problem:
        return Taken(id=name, status=REFUSED, problem=str(problem.reason), http=problem.status)
    return Taken(id=told.id, status=NEW if is_new else KNOWN)


def take_all(items: Iterable[Any], *, dry: bool = False) -> Iterator[Taken]:
    """One after the other, a hundred in a transaction; `dry` says what would become of them and writes nothing."""
    left, told = iter(items), set[tuple[Any, ...]]()
    while batch := list(islice(left, 100)):
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
    with transaction.atomic():
        taken = [take(item) for item in batch]
        if dry:
            transaction.set_rollback(True)
    return taken


def _in_words(problem: ValidationError) -> str:
    first = problem.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"][1:])
    words = first["msg"].removeprefix("Value error, ")
    return f"{place}: {words}" if place else words


def _record(told: incoming.Told) -> bool:
    about = {"source": told.source, "source_id": f"{told.type}:{told.id}"}
    if isinstance(told, incoming.OrderRefunded):
        order = f"order.placed:{told.order}"
        return loyalty.refund_order(**about, order_source_id=order, at=told.time, amount=told.amount)
    if isinstance(told, incoming.VoucherRedeemed | incoming.VoucherReturned):
        do = rewards.redeem if isinstance(told, incoming.VoucherRedeemed) else rewards.take_back
        is_new = do(code=told.code, reward=told.reward, **about, at=told.time, touchpoint=told.touchpoint)
        if is_new:
            loyalty.hear(told.touchpoint)
        return is_new
    if isinstance(told, incoming.CaseClosed):
        return cases.close_elsewhere(told.case, outcome=told.outcome)
    member = _who(told.member, source=told.source)
    if isinstance(told, incoming.OrderPlaced):
        things = [loyalty.Bought(code=thing.code, quantity=thing.quantity) for thing in told.things]
        return loyalty.place_order(
            member,
            **about,
            amount=told.amount,
            currency=told.currency,
            placed_at=told.time,
            number=told.number,
            touchpoint=told.touchpoint,
            things=things,
        )
    return loyalty.hear_of(_fact(told, member), **about, at=told.time)


def _fact(told: incoming.Told, member: Member) -> loyalty.Outside:
    match told:
        case incoming.TicketClosed():
            return events.TicketClosed(subject_id=member.pk, solved=told.solved, touchpoint=told.touchpoint)
        case incoming.CourseCompleted():
            return events.CourseCompleted(subject_id=member.pk, course=told.course, touchpoint=told.touchpoint)
    return events.VisitMade(subject_id=member.pk, touchpoint=told.touchpoint)


def _who(person: incoming.Person, *, source: str) -> Member:
    system = f"{source}:{person.id}" if person.id else ""
    return members.know_member(mail=person.email, number=person.number, system=system, name=person.name)
