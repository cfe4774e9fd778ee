"""What does the work that `Due` rows name. Any number of workers may run; each row's effect happens once."""

import logging
import threading
import time
import traceback
import uuid
from collections.abc import Callable

from django.db import close_old_connections, transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from . import door, jobs
from .leases import LEASE, OUTLASTED, WAITS, LeaseLost
from .models import Due

log = logging.getLogger(__name__)

GATHERED = 100  # how far ahead work of the same kind is looked for
IDLE = 0.2  # seconds between looks when nothing is due


def claim() -> Due | None:
    """Lease the work that has waited longest; None when nothing is due.

    Looks without a transaction first: on SQLite a transaction takes the write lock, and an idle worker must not.
    """
    if not Due.objects.filter(at__lte=now()).exists():
        return None
    with transaction.atomic():
        ready = Due.objects.filter(at__lte=now()).order_by("at", "pk")
        due = ready.select_related("event").select_for_update(skip_locked=True, of=("self",)).first()
        if due is None:
            return None
        due.tries += bool(due.lease)  # whoever held it died or outlasted the lease: work that kills its worker ends parked, too
        if due.tries > len(WAITS):
            due.at, due.lease, due.error = None, "", OUTLASTED
        else:
            due.at, due.lease = now() + LEASE, uuid.uuid4().hex
        due.save(update_fields=["at", "lease", "tries", "error"])
    return due if due.lease else claim()


def work_once() -> bool:
    """Do one piece of work, if any is due. False when nothing was."""
    due = claim()
    if due is None:
        return False
    try:
        if door.runs_outside(due.reaction):
            door.run(due.event, due.reaction)
            _finish(due)
        else:
            with transaction.atomic():
                waiting = _waiting_with(due)
                door.run(max((due.event, *(other.event for other in waiting)), key=lambda event: event.pk), due.reaction)
                _finish(due)
                Due.objects.filter(pk__in=[other.pk for other in waiting]).delete()
    except LeaseLost:
        log.warning("lost the lease of %s", due)
    except door.Later as later:
        Due.objects.filter(pk=due.pk, lease=due.lease).update(at=later.at, lease="")
    except Exception:  # noqa: BLE001 - whatever a reaction raises, its row must wait and try again
        _postpone(due, traceback.format_exc())
    return True


def _waiting_with(due: Due) -> list[Due]:
    """The work this run does along with its own, locked: the same remaking for other facts of the subject.

    Chosen before the reaction reads anything: a fact recorded after that is not among them and keeps its own run.
    """
    if not door.gathers(due.reaction):
        return []
    near = Due.objects.filter(at__lte=now(), lease="").order_by("at", "pk").values_list("pk", "reaction", "event__subject_id")
    same = [pk for pk, *what in near[:GATHERED] if what == [due.reaction, due.event.subject_id]]
    locked = Due.objects.filter(pk__in=same, lease="").select_related("event")
    return list(locked.select_for_update(skip_locked=True, of=("self",))) if same else []


def _finish(due: Due) -> None:
    """Strike the work off in the transaction that did it; roll back if the lease was lost meanwhile."""
    done, _ = Due.objects.filter(pk=due.pk, lease=due.lease).delete()
    if not done:
        raise LeaseLost


def _postpone(due: Due, error: str) -> None:
    """Wait longer after each failure; after the seventh try the row is parked and shown."""
    at = now() + WAITS[due.tries] if due.tries < len(WAITS) else None
    log.error("%s failed (try %s)\n%s", due, due.tries + 1, error)
    mine = Due.objects.filter(pk=due.pk, lease=due.lease)
    mine.update(at=at, lease="", tries=due.tries + 1, error=error[-4000:])


def drain(*, limit: int = 100_000) -> int:
    """Work until nothing is due now; how many pieces were done."""
    done = 0
    while done < limit and work_once():
        done += 1
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


def _work(stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            close_old_connections()
            while not stop.is_set() and any([jobs.run_once(), work_once()]):
                pass
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
