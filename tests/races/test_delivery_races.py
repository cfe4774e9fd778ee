"""Deliveries under several loops at once and under `kill -9`: nothing lost, no second id. tests/load/deliveries.py does more."""

import os
import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from django.db import transaction
from django.utils.timezone import now

from community.events import worker
from community.events.door import emit
from community.events.models import Event
from engagement.connections import actions, sending
from engagement.connections.models import Delivery, State
from engagement.connections.telling import id_of
from engagement.loyalty.events import VisitMade
from tests.receivers import OK, receiving
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
FACTS = 60


@pytest.fixture
def visits(ben, leo, settings, monkeypatch):
    """A receiver that takes its time, and facts that are owed to it."""
    settings.OUTGOING_ALLOWED_HOSTS = ["127.0.0.1"]
    monkeypatch.setenv("OUTGOING_ALLOWED_HOSTS", "127.0.0.1")

    def slowly(heard):
        time.sleep(0.03)
        return OK

    with receiving(slowly) as receiver:
        actions.add_endpoint(name="CRM", url=receiver.url, facts=["visit.made"], by=leo)
        with transaction.atomic():
            for _turn in range(FACTS):
                emit(VisitMade(subject_id=ben.pk, touchpoint="shop"))
        worker.drain()
        yield receiver


def ids_of_visits() -> list[str]:
    return sorted(id_of(event) for event in Event.objects.filter(name="visit.made"))


def test_several_loops_at_once_send_each_once(visits):
    at_once([sending.drain] * 4)
    # What a loop had taken when another one held the database waits until its lease ends.
    Delivery.objects.filter(state=State.WAITING).update(at=now())
    sending.drain()
    assert sorted(heard.headers["webhook-id"] for heard in visits.heard) == ids_of_visits()
    assert set(Delivery.objects.values_list("state", "tries")) == {(State.SENT, 1)}


def test_facts_owed_by_several_at_once_are_owed_once(ben, visits):
    event = Event.objects.filter(name="visit.made").first()
    Delivery.objects.all().delete()
    at_once([partial(actions.owe_deliveries, event)] * 6)
    assert Delivery.objects.count() == 1


def start():
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.races.delivery_worker"], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "working\n"
    return child


def test_a_loop_killed_again_and_again_loses_nothing_and_gives_nothing_a_second_id(visits):
    for _kill in range(2):
        child, before = start(), len(visits.heard)
        deadline = time.monotonic() + 30
        while len(visits.heard) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.1))
        child.kill()
        child.wait()
        Delivery.objects.filter(state=State.WAITING).exclude(lease="").update(at=now())  # as if its thirty seconds were over
    assert Delivery.objects.filter(state=State.WAITING).exists()  # it was killed in the middle of the work
    child = start()
    deadline = time.monotonic() + 60
    while Delivery.objects.filter(state=State.WAITING).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.kill()
    child.wait()
    assert sorted({heard.headers["webhook-id"] for heard in visits.heard}) == ids_of_visits()
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}
