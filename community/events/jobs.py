"""What the clock asks for, not a fact: each room's `clocks.py` says `@every(hours=1)`, the workers do it.

One row per job says when it is next due. However many workers run, each turn's effect happens once; what was missed
while none ran is done once, not once for each time.
"""

import logging
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from community.frame import trace
from community.frame.prepared import ask

from .leases import LEASE, OUTLASTED, WAITS, LeaseLost
from .models import Job

log = logging.getLogger(__name__)

Work = Callable[[], int]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A registered job: how often, and the function, whose docstring is its meaning in one sentence."""

    span: timedelta
    work: Work

    @property
    def meaning(self) -> str:
        return " ".join((self.work.__doc__ or "").split())


_kinds: dict[str, Kind] = {}


def every(**span: float) -> Callable[[Work], Work]:
    """Run the function each so many `days`, `hours`, `minutes` or `seconds`; it returns how many things it did.

    It runs in a transaction that also says when it is due next, so its effects in the database happen once a turn, and it
    comes to the same result when it runs late or twice. It takes a bounded batch, far inside the lease: what is left over
    is the next turn's. What leaves the house is owed by rows or facts that it writes, never sent here.
    """

    def register(function: Work) -> Work:
        _kinds[f"{function.__module__}.{function.__name__}"] = Kind(span=timedelta(**span), work=function)
        return function

    return register


def kinds() -> dict[str, Kind]:
    """Every job the product knows, by its path."""
    return dict(sorted(_kinds.items()))


def claim() -> Job | None:
    """Lease a job whose time has come; None when there is none. A job never seen before is due at once."""
    jobs = ask(_by_time)
    if new := _kinds.keys() - {job.name for job in jobs}:
        Job.objects.bulk_create([Job(name=name) for name in sorted(new)], ignore_conflicts=True)
        jobs = ask(_by_time)
    return next((job for job in jobs if job.name in _kinds and job.at <= now() and _lease(job)), None)


def _by_time() -> QuerySet[Job]:
    return Job.objects.order_by("at")


def _lease(job: Job) -> bool:
    """Whoever moves `at` first has the job. Whoever held it before and did not give it back died, or was too slow."""
    seen = Job.objects.filter(pk=job.pk, at=job.at)
    if job.lease:
        job.tries, job.error = job.tries + 1, OUTLASTED
    job.at, job.lease = now() + LEASE, uuid.uuid4().hex
    return bool(seen.update(at=job.at, lease=job.lease, tries=job.tries, error=job.error))


def run_once() -> bool:
    """Do one job, if one is due. False when none was."""
    job = claim()
    if job is None:
        return False
    with trace.of(job.name):
        _do(job, _kinds[job.name])
    return True


def _do(job: Job, kind: Kind) -> None:
    try:
        with transaction.atomic():
            done = kind.work()
            _move(job, at=now() + kind.span, tries=0, error="", ran_at=now())
    except LeaseLost:
        log.warning("lost the lease of %s", job)
    except Exception:  # noqa: BLE001 - whatever a job raises, it must wait and try again
        _postpone(job, kind, traceback.format_exc())
    else:
        log.info("%s: %s", job, done)


def run_due() -> int:
    """Do every job that is due now; how many."""
    done = 0
    while run_once():
        done += 1
    return done


def _move(job: Job, **values: object) -> None:
    """Give the job back with its next time; LeaseLost when it is somebody else's by now."""
    if not Job.objects.filter(pk=job.pk, lease=job.lease).update(lease="", **values):
        raise LeaseLost


def _postpone(job: Job, kind: Kind, error: str) -> None:
    """Wait longer after each failure, at most until the next turn; a job is never given up."""
    log.error("%s failed (try %s)\n%s", job, job.tries + 1, error)
    wait = min(kind.span, WAITS[min(job.tries, len(WAITS) - 1)])
    try:
        _move(job, at=now() + wait, tries=job.tries + 1, error=error[-4000:])
    except LeaseLost:
        log.warning("lost the lease of %s", job)


def failing() -> list[Job]:
    """Jobs whose last turn failed, with its error."""
    return list(Job.objects.exclude(error="").order_by("name"))
