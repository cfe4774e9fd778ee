"""What is owed to endpoints, handed out in small batches, and what came of it."""

import logging
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import now

from community.events.models import Event
from community.frame.prepared import ask
from community.members.models import Member
from community.verdict import require
from engagement.loyalty.actions import note_look

from .. import rules
from ..models import Delivery, Endpoint, State
from ..policy import can_run_connections
from ..shapes import Errand, errand_for
from ..telling import Told, tell
from .endpoints import stop_endpoint

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # twice ten seconds, for a token and for the message, and then some


@dataclass(frozen=True, kw_only=True)
class Handed:
    """One delivery in somebody's hands, and the request that makes it."""

    pk: int
    lease: str
    endpoint_id: int
    errand: Errand


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one: the status (None: no answer), how the answer begins, and how long it asks to be left alone."""

    handed: Handed
    status: int | None
    answer: str = ""
    retry_after: timedelta | None = None

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def owe_deliveries(event: Event) -> int:
    """One row for each endpoint that wants to hear of it, however often this runs."""
    wanting = Endpoint.objects.wanting(event.name)
    rows = [Delivery(endpoint=endpoint, event=event, at=event.recorded_at) for endpoint in wanting]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def due_endpoints() -> list[int]:
    """Endpoints that something may leave for now. Looks without a transaction."""
    return [pk for (pk,) in ask(_endpoints_due, now())]


def _endpoints_due(moment: datetime) -> QuerySet[Any]:
    rested = Q(rests_until=None) | Q(rests_until__lte=moment)
    due = Delivery.objects.due(moment).order_by().filter(endpoint=OuterRef("pk"))
    return Endpoint.objects.on().filter(rested, Exists(due)).order_by("pk").values_list("pk")


def next_due() -> datetime | None:
    """When something leaves next, whatever holds it back until then; None when nothing waits."""
    waiting = Delivery.objects.filter(state=State.WAITING, endpoint__disabled_at=None).order_by("at")
    return waiting.values_list("at", flat=True).first()


@transaction.atomic
def hand_out(endpoint_id: int, *, most: int) -> list[Handed]:
    """Take so many deliveries in hand. What each says, and whether it may be said, is decided here and now.

    The endpoint's row is locked meanwhile: one at a time, so that a profile told a moment ago is seen.
    """
    locked = Endpoint.objects.on().select_for_update(no_key=True, skip_locked=True)
    endpoint = locked.filter(pk=endpoint_id).first()
    if endpoint is None or (endpoint.rests_until and endpoint.rests_until > now()):
        return []
    due = Delivery.objects.due().filter(endpoint=endpoint).select_related("event")
    taken = _without_repetitions(endpoint, list(due.select_for_update(skip_locked=True, of=("self",))[:most]))
    told = tell(endpoint, [delivery.event for delivery in taken])
    lease, looked, handed = uuid.uuid4().hex, [], []
    for delivery in taken:
        said = told[delivery.event_id]
        errand = _written(endpoint, delivery, said) if said else None
        if errand and said:
            handed.append(Handed(pk=delivery.pk, lease=lease, endpoint_id=endpoint.pk, errand=errand))
            looked.append(said)
    kept_back = {delivery.pk for delivery in taken} - {one.pk for one in handed}
    Delivery.objects.filter(pk__in=kept_back, state=State.WAITING).update(state=State.WITHHELD, lease="")
    Delivery.objects.filter(pk__in=[one.pk for one in handed]).update(lease=lease, at=now() + LEASE)
    _note_looks(endpoint, looked)
    return handed


def _written(endpoint: Endpoint, delivery: Delivery, said: Told) -> Errand | None:
    """The request for it. What cannot be written is given up and shown; it must not stop what comes after it."""
    try:
        return errand_for(endpoint, said)
    except Exception as problem:  # noqa: BLE001 - whatever a mapping raises
        log.exception("%s could not be written", delivery)
        Delivery.objects.filter(pk=delivery.pk).update(state=State.FAILED, lease="", answer=f"{type(problem).__name__}")
        return None


def _without_repetitions(endpoint: Endpoint, taken: list[Delivery]) -> list[Delivery]:
    """A member's profile leaves at most once a minute, as it is then: what is older than the newest needs no telling."""
    left = []
    for delivery in sorted(taken, key=lambda one: one.event_id, reverse=True):
        if delivery.event.name != rules.PROFILE_FACT:
            left.append(delivery)
            continue
        others = Delivery.objects.filter(endpoint=endpoint).of_profile(delivery.event.subject_id).exclude(pk=delivery.pk)
        if others.filter(state=State.WAITING, event__gt=delivery.event_id).exists():
            Delivery.objects.filter(pk=delivery.pk).update(state=State.COVERED, lease="")
        elif pause := _pause_after(others):
            Delivery.objects.filter(pk=delivery.pk).update(at=pause, lease="")
        else:
            others.filter(state=State.WAITING).update(state=State.COVERED, lease="")
            left.append(delivery)
    return sorted(left, key=lambda one: one.pk)


def _pause_after(others: QuerySet[Delivery]) -> datetime | None:
    """Until when the member's profile is not told again; None when it may be."""
    held = others.filter(state=State.WAITING, at__gt=now()).exclude(lease="").exists()
    last = others.filter(state=State.SENT).order_by("-told_at").values_list("told_at", flat=True).first()
    until = now() + rules.PROFILE_PAUSE if held else (last + rules.PROFILE_PAUSE if last else None)
    return until if until and until > now() else None


def _note_looks(endpoint: Endpoint, told: Iterable[Told]) -> None:
    """Each member whose profile leaves can see that it did, and to whom."""
    people = {said.member.pk for said in told if said.member and said.fields}
    if people:
        sections = {rules.FIELDS_BY_KEY[key].section for key in endpoint.fields if key in rules.FIELDS_BY_KEY}
        note_look(people, what=sections, system=endpoint.name)


@transaction.atomic
def settle(outcomes: Iterable[Outcome]) -> None:
    """Write down what came of them. What another worker took over meanwhile is that one's to settle."""
    for outcome in outcomes:
        mine = Delivery.objects.filter(pk=outcome.handed.pk, lease=outcome.handed.lease, state=State.WAITING)
        said = {"lease": "", "status": outcome.status, "answer": outcome.answer[:300].replace("\0", "")}
        if outcome.arrived:
            mine.update(**said, state=State.SENT, told_at=now(), tries=F("tries") + 1)
        elif mine.update(**said, tries=F("tries") + 1):
            _try_again(outcome)


def _try_again(outcome: Outcome) -> None:
    """Later, each time later still. Who says that it is gone, or never answers, is asked no more."""
    delivery = Delivery.objects.select_related("endpoint").get(pk=outcome.handed.pk)
    gone, last = outcome.status == rules.GONE, delivery.tries > len(rules.WAITS)
    if gone or last:
        if last:
            Delivery.objects.filter(pk=delivery.pk).update(state=State.FAILED)
        stop_endpoint(delivery.endpoint, reason="gone" if gone else "no_answer")
        return
    wait = rules.WAITS[delivery.tries - 1] * (1 + random.uniform(0, rules.JITTER))
    asked = min(outcome.retry_after or timedelta(0), rules.LONGEST_REST)
    Delivery.objects.filter(pk=delivery.pk).update(at=now() + max(wait, asked))
    if outcome.status in rules.BUSY or asked:
        until = now() + max(asked, rules.REST if outcome.status in rules.BUSY else asked)
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(rests_until=until)


def resend(delivery: Delivery, *, by: Member) -> None:
    """Once more, at once, under the same id; with all its tries."""
    require(can_run_connections(by))
    again = Delivery.objects.filter(pk=delivery.pk)
    again.update(state=State.WAITING, at=now(), tries=0, lease="", made_at=now())


@transaction.atomic
def replay(endpoint: Endpoint, *, since: datetime, until: datetime | None = None, again: bool = False, by: Member) -> int:
    """Owe every fact of that time which the endpoint wants and which has not arrived; with `again` also what has. How many.

    The time is when facts were recorded, with an overlap before it: a fact becomes visible when its transaction ends, which
    may be after one with a later time or a higher number was sent. Facts that become visible later are owed by themselves.
    """
    require(can_run_connections(by))
    Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    wanted = Event.objects.filter(name__in=endpoint.facts, silent=False, recorded_at__gte=since - rules.OVERLAP)
    if until:
        wanted = wanted.filter(recorded_at__lte=until)
    known = Delivery.objects.filter(endpoint=endpoint, event__in=wanted)
    waiting = known.exclude(state=State.WAITING) if again else known.filter(state__in=[State.FAILED, State.WITHHELD])
    count = waiting.update(state=State.WAITING, at=now(), tries=0, lease="", made_at=now())
    missing = wanted.exclude(Exists(Delivery.objects.filter(endpoint=endpoint, event=OuterRef("pk")))).order_by("pk")
    rows = [Delivery(endpoint=endpoint, event_id=pk) for pk in missing.values_list("pk", flat=True).iterator()]
    Delivery.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return count + len(rows)


def forget_old_deliveries() -> int:
    """The log of what is over goes back a while; how many lines went, at most a thousand at once."""
    oldest = now() - timedelta(days=settings.KEEP_DAYS["deliveries"])
    over = Delivery.objects.exclude(state=State.WAITING).filter(made_at__lt=oldest)
    return Delivery.objects.filter(pk__in=list(over.order_by("pk").values_list("pk", flat=True)[:1000])).delete()[0]
