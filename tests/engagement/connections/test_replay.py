"""A time told once more: nothing skipped, nothing under another id."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from community.events.door import emit
from community.events.models import Event
from community.forum import actions as forum
from community.verdict import Refused
from engagement.connections import actions, sending
from engagement.connections.models import Delivery, State
from engagement.loyalty.events import VisitMade
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def visits(member, number, **said):
    with transaction.atomic():
        return [emit(VisitMade(subject_id=member.pk, touchpoint="shop"), **said) for _turn in range(number)]


def test_facts_from_before_the_endpoint_are_told_when_asked_for(ben, leo, add, receiver, deliver):
    visits(ben, 3)
    endpoint, _secret = add(receiver.url, "visit.made")
    deliver()
    assert receiver.heard == []
    assert actions.replay(endpoint, since=now() - timedelta(hours=1), by=leo) == 3
    sending.drain()
    assert len(receiver.heard) == 3
    assert actions.replay(endpoint, since=now() - timedelta(hours=1), by=leo) == 0


def test_what_arrived_is_told_again_only_when_asked_for_and_under_the_same_id(ben, leo, add, receiver, deliver):
    endpoint, _secret = add(receiver.url, "visit.made")
    visits(ben, 3)
    deliver()
    assert actions.replay(endpoint, since=now() - timedelta(hours=1), again=True, by=leo) == 3
    sending.drain()
    ids = [heard.headers["webhook-id"] for heard in receiver.heard]
    assert len(ids) == 6 and len(set(ids)) == 3


def test_only_the_wanted_and_only_of_that_time(ana, ben, leo, add, receiver, deliver):
    endpoint, _secret = add(receiver.url, "visit.made")
    forum.accept_answer(make_answer(make_question(ana), ben), by=ana)
    Delivery.objects.all().delete()
    visits(ben, 2)
    assert actions.replay(endpoint, since=now() - timedelta(hours=1), until=now() - timedelta(minutes=30), by=leo) == 0
    assert actions.replay(endpoint, since=now(), by=leo) == 2  # recorded before, but within the overlap
    assert set(Delivery.objects.values_list("event__name", flat=True)) == {"visit.made"}


def test_one_is_sent_again_under_its_id(ben, leo, mia, add, receiver, deliver):
    add(receiver.url, "visit.made")
    visits(ben, 1)
    deliver()
    delivery = Delivery.objects.get()
    with pytest.raises(Refused):
        actions.resend(delivery, by=mia)
    assert Delivery.objects.get().state == State.SENT
    actions.resend(delivery, by=leo)
    sending.drain()
    assert len({heard.headers["webhook-id"] for heard in receiver.heard}) == 1 and len(receiver.heard) == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_fact_whose_transaction_ends_late_is_not_skipped(ben, leo, add, receiver, deliver):
    """Number and time of the first are smaller, yet it becomes visible after the second was told."""
    import threading

    from django.db import connection

    endpoint, _secret = add(receiver.url, "visit.made")
    open_now, end_now = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            emit(VisitMade(subject_id=ben.pk, touchpoint="slow"))
            open_now.set()
            end_now.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    open_now.wait(10)
    (quick,) = visits(ben, 1)
    deliver()
    seen_until = now()
    end_now.set()
    thread.join()
    first = Event.objects.get(name="visit.made", extras__touchpoint="slow")
    assert first.pk < quick.pk and first.recorded_at < quick.recorded_at
    assert actions.replay(endpoint, since=seen_until, by=leo) >= 1
    deliver()
    assert len({heard.headers["webhook-id"] for heard in receiver.heard}) == 2
