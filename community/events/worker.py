"""What does the work that `Due` rows name. Any number of workers may run; each row's effect happens once."""

import logging
import threading
import time
import traceback
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from community.frame import trace
from community.frame.prepared import ask

from . import door, jobs
from .leases import LEASE, OUTLASTED, WAITS, LeaseLost
from .models import Due, Event

log = logging.getLogger(__name__)

MANY = 40  # pieces taken at once
IDLE = 0.2  # seconds between looks when nothing is due
CLOCK = 1.0  # and between looks at what the clock asks for


def take(many: int = MANY) -> list[Due]:
    """Lease the work that has waited longest; nothing when nothing is due.

    Looks without a transaction first: on SQLite a transaction takes the write lock, and an idle worker must not.
    Work that somebody held who died, or outlasted the lease, is taken alone: if it kills its worker it ends parked and
    takes nothing with it.
    """
    if not ask(_first_due, now()):
        return []
    with transaction.atomic():
        ready = Due.objects.filter(at__lte=now()).order_by("at", "pk")
        found = list(ready.select_related("event").select_for_update(skip_locked=True, of=("self",))[:many])
        if not found:
            return []
        events: dict[int, Event] = {}
        for due in found:  # what one reaction to a fact has loaded of it, the next one need not load
            due.event = events.setdefault(due.event_id, due.event)
        found = _hold_again(found[0]) if found[0].lease else _lease([due for due in found if not due.lease])
    return found or take(many)


def _first_due(moment: datetime) -> QuerySet[Any]:
    return Due.objects.filter(at__lte=moment).order_by().values_list("pk")[:1]


def _lease(found: list[Due]) -> list[Due]:
    at, lease = now() + LEASE, uuid.uuid4().hex
    Due.objects.filter(pk__in=[due.pk for due in found]).update(at=at, lease=lease)
    for due in found:
        due.at, due.lease = at, lease
    return found


def _hold_again(due: Due) -> list[Due]:
    """With a lease of its own; parked, and nothing to do, when it was held too often."""
    due.tries += 1
    if due.tries > len(WAITS):
        due.at, due.lease, due.error = None, "", OUTLASTED
    else:
        due.at, due.lease = now() + LEASE, uuid.uuid4().hex
    due.save(update_fields=["at", "lease", "tries", "error"])
    return [due] if due.lease else []


def work_some(many: int = MANY, *, stop: threading.Event | None = None) -> int:
    """Do the work that has waited longest; how many pieces were taken. 0 when nothing was due.

    First those with an effect of their own, in the order in which they came due; then what gathers; and last what leaves
    the house, so that nobody's page waits for a mail server. What could not be begun in time is given back.
    """
    taken = take(many)
    latest = time.monotonic() + LEASE.total_seconds() / 4
    left = _sift(taken)
    while left:
        if time.monotonic() > latest or (stop is not None and stop.is_set()):
            _give_back(left)
            break
        together = _next(left)
        left = [due for due in left if due not in together]
        _do(together)
    return len(taken)


def _sift(taken: Sequence[Due]) -> list[Due]:
    """What leaves something to do, in the order it is done. The rest is struck off."""
    by_reaction = defaultdict(list)
    for due in taken:
        by_reaction[due.reaction].append(due)
    idle: list[Due] = []
    for reaction, dues in by_reaction.items():
        try:
            busy = {event.pk for event in door.sifted([due.event for due in dues], reaction)}
        except Exception:  # noqa: BLE001 - each is run, and waits with its error if it fails as well
            log.exception("could not sift %s", reaction)
            continue
        idle += [due for due in dues if due.event_id not in busy]
    if idle:
        Due.objects.filter(pk__in=[due.pk for due in idle], lease=idle[0].lease).delete()
    gone = {due.pk for due in idle}
    left = [due for due in taken if due.pk not in gone]
    return sorted(left, key=lambda due: (door.runs_outside(due.reaction), door.gathers(due.reaction)))


def _next(left: Sequence[Due]) -> list[Due]:
    """The first piece and, where it gathers, those of its kind. What failed before is tried alone."""
    first = left[0]
    if not door.gathers(first.reaction) or first.tries:
        return [first]
    return [due for due in left if due.reaction == first.reaction and not due.tries]


def _do(together: list[Due]) -> None:
    """Do a piece, or several that gather. What fails together is tried one by one."""
    if len(together) == 1:
        return _do_one(together[0])
    try:
        with transaction.atomic():
            events = sorted((due.event for due in together), key=lambda event: event.pk)
            door.run_together(events, together[0].reaction)
            _finish(together)
    except Exception:  # noqa: BLE001 - whose fault it was shows when each is tried alone
        log.warning("%s failed for %s facts together", together[0].reaction, len(together), exc_info=True)
        for due in together:
            _do_one(due)
    return None


def _do_one(due: Due) -> None:
    with trace.of(f"{due.reaction} for fact {due.event_id}"):
        _do_alone(due)


def _do_alone(due: Due) -> None:
    try:
        if door.runs_outside(due.reaction):
            door.run(due.event, due.reaction)
            _finish([due])
        else:
            with transaction.atomic():
                door.run(due.event, due.reaction)
                _finish([due])
    except LeaseLost:
        log.warning("lost the lease of %s", due)
    except door.Later as later:
        Due.objects.filter(pk=due.pk, lease=due.lease).update(at=later.at, lease="")
    except Exception:  # noqa: BLE001 - whatever a reaction raises, its row must wait and try again
        _postpone(due, traceback.format_exc())


def _finish(done: Sequence[Due]) -> None:
    """Strike the work off in the transaction that did it; roll back if a lease was lost meanwhile."""
    struck, _ = Due.objects.filter(pk__in=[due.pk for due in done], lease=done[0].lease).delete()
    if struck < len(done):
        raise LeaseLost


def _give_back(left: Sequence[Due]) -> None:
    """Work that was taken but not begun is anybody's again, at once."""
    Due.objects.filter(pk__in=[due.pk for due in left], lease=left[0].lease).update(at=now(), lease="")


def _postpone(due: Due, error: str) -> None:
    """Wait longer after each failure; after the seventh try the row is parked and shown."""
    at = now() + WAITS[due.tries] if due.tries < len(WAITS) else None
    log.error("%s failed (try %s)\n%s", due, due.tries + 1, error)
    mine = Due.objects.filter(pk=due.pk, lease=due.lease)
    mine.update(at=at, lease="", tries=due.tries + 1, error=error[-4000:])


def drain(*, limit: int = 100_000) -> int:
    """Work until nothing is due now; how many pieces were done."""
    done = 0
    while done < limit and (some := work_some(min(MANY, limit - done))):
        done += some
    return done


_beside: list[Callable[[threading.Event], None]] = []


def beside(other: Callable[[threading.Event], None]) -> None:
    """Run this loop, too, wherever a worker runs, in a thread of its own: for work that waits for others."""
    if other not in _beside:
        _beside.append(other)


def loop(stop: threading.Event) -> None:
    """Work until told to stop, what facts owe and what the clock asks for in turns. A database that is away is waited for."""
    others = [threading.Thread(target=other, args=(stop,), daemon=True, name=other.__module__) for other in _beside]
    for thread in others:
        thread.start()
    _work(stop)
    for thread in others:
        thread.join()


def let_go() -> None:
    """Give connections back while nothing is due. A file stays open: the last to close it first writes its whole log back."""
    for known in connections.all(initialized_only=True):
        if known.vendor != "sqlite" or known.errors_occurred:
            known.close_if_unusable_or_obsolete()


def _work(stop: threading.Event) -> None:
    look_at = 0.0  # the clock asks for little: looking now and then is enough
    while not stop.is_set():
        try:
            let_go()
            busy = True
            while busy and not stop.is_set():
                busy = work_some(stop=stop) > 0
                if time.monotonic() >= look_at:
                    ran = jobs.run_once()
                    busy, look_at = busy or ran, look_at if ran else time.monotonic() + CLOCK
            stop.wait(IDLE)
        except Exception:  # noqa: BLE001 - the loop outlives a lost connection
            log.exception("the worker could not look for work")
            time.sleep(1)


def parked() -> QuerySet[Due]:
    """What has failed too often and waits for a person, oldest first, with its event."""
    return Due.objects.filter(at=None).select_related("event").order_by("pk")


def retry_parked() -> int:
    """Make everything parked due again, with all its tries; how many rows. The last error stays until it succeeds."""
    return Due.objects.filter(at=None).update(at=now(), tries=0)
