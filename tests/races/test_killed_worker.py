"""`kill -9` on a real worker, again and again: nothing lost, nothing doubled."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import transaction
from django.utils.timezone import now

from community.events import door
from community.events.door import emit
from community.events.models import Due
from community.members.models import Member
from tests.facts import a_fact, react

ROOT = Path(__file__).parents[2]
PIECES = 60
KILLS = 2


def start_worker():
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.races.slow_worker"], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "working\n"
    return child


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_again_and_again_loses_nothing_and_doubles_nothing(ana, monkeypatch):
    monkeypatch.setattr(door, "_every", {})
    Due.objects.all().delete()
    with a_fact() as bell:
        react(bell, "count", lambda fact, event: None)
        with transaction.atomic():
            for n in range(PIECES):
                emit(bell(subject_id=ana.pk, times=n))
        Due.objects.update(reaction="__main__.count")
        for _kill in range(KILLS):
            child = start_worker()
            time.sleep(random.uniform(0.05, 0.4))
            child.kill()
            child.wait()
            Due.objects.exclude(lease="").update(at=now())  # as if the lease's two minutes had passed
        assert 0 < Due.objects.count() <= PIECES  # it was killed in the middle of the work
        child = start_worker()
        deadline = time.monotonic() + 60
        while Due.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        child.kill()
        child.wait()
    assert not Due.objects.exists()
    assert Member.objects.get(pk=ana.pk).unnamed_marks == PIECES
