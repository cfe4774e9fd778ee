"""Two and four workers on the same work: each piece has its effect exactly once."""

import threading

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from community.events import door, jobs, worker
from community.events.door import emit
from community.events.models import Due, Event, Job
from community.members.models import Member
from tests.facts import a_fact, a_job, react
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PIECES = 60


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_share_the_work_and_double_nothing(workers, ana, monkeypatch):
    monkeypatch.setattr(door, "_every", {})
    Due.objects.all().delete()
    monkeypatch.setattr(worker, "MANY", 5)  # so that there is something to share
    by_thread: dict[int, int] = {}

    def count(fact, event):
        """Adds up, so that doing it twice or losing it would show."""
        row = Member.objects.select_for_update().get(pk=ana.pk)
        Member.objects.filter(pk=ana.pk).update(unnamed_marks=row.unnamed_marks + 1)
        by_thread[threading.get_ident()] = by_thread.get(threading.get_ident(), 0) + 1

    with a_fact() as bell:
        react(bell, "count", count)
        with transaction.atomic():
            for n in range(PIECES):
                emit(bell(subject_id=ana.pk, times=n))
        assert sum(at_once([worker.drain] * workers)) >= PIECES
    assert Member.objects.get(pk=ana.pk).unnamed_marks == PIECES
    assert not Due.objects.exists() and Event.objects.filter(name="bell.rung").count() == PIECES
    if connection.vendor == "postgresql":
        assert len(by_thread) > 1  # they really shared it


def test_workers_that_look_at_the_clock_together_do_each_turn_once(ana):
    def count() -> int:
        row = Member.objects.get(pk=ana.pk)
        Member.objects.filter(pk=ana.pk).update(unnamed_marks=row.unnamed_marks + 1)
        return 1

    with a_job(count, hours=1):
        for turn in range(1, 4):
            assert sum(at_once([jobs.run_due] * 4)) == 1
            assert Member.objects.get(pk=ana.pk).unnamed_marks == turn
            Job.objects.update(at=now())
