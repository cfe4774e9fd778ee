"""A dead, a dripping, a huge and a redirecting receiver keep a good one waiting for less than a second."""

import statistics
import threading
import time
from contextlib import ExitStack

import pytest
from django.db import connection, transaction

from community.events import worker
from community.events.door import emit
from community.events.models import Event
from engagement.connections import sending
from engagement.connections.telling import id_of
from engagement.loyalty.events import VisitMade
from tests import receivers
from tests.receivers import raw, receiving

FACTS = 20


@pytest.mark.django_db(transaction=True)
def test_bad_receivers_delay_a_good_one_by_less_than_a_second(ben, leo, add, receiver, settings):
    with ExitStack() as stack:
        for n, talk in enumerate((receivers.silent, receivers.dripping, receivers.dripping_body, receivers.huge)):
            add(stack.enter_context(raw(talk)), "visit.made", name=f"bad {n}")
        elsewhere = stack.enter_context(receiving())
        add(stack.enter_context(receiving((302, {"Location": elsewhere.url}, b""))).url, "visit.made", name="redirecting")
        add(receiver.url, "visit.made", name="good")
        stop = threading.Event()
        loop = threading.Thread(target=in_a_thread, args=(stop,))
        loop.start()
        offset = time.time() - time.monotonic()
        for _turn in range(FACTS):
            with transaction.atomic():
                emit(VisitMade(subject_id=ben.pk, touchpoint="shop"))
            worker.drain()
        deadline = time.monotonic() + 20
        while len(receiver.heard) < FACTS and time.monotonic() < deadline:
            time.sleep(0.05)
        stop.set()
        loop.join()
        recorded = {id_of(event): event.recorded_at.timestamp() for event in Event.objects.filter(name="visit.made")}
        waits = [heard.at + offset - recorded[heard.headers["webhook-id"]] for heard in receiver.heard]
        assert len(waits) == FACTS and elsewhere.heard == []
        assert statistics.quantiles(waits, n=20)[18] < 1 + sending.IDLE


def in_a_thread(stop):
    sending.loop(stop)
    connection.close()
