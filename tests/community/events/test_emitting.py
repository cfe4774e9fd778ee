from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from community.events import door
from community.events.door import Past, emit, receive, record_history
from community.events.models import Due, Event
from tests.facts import a_fact, react


@pytest.fixture
def bell():
    with a_fact() as fact:
        react(fact, "hear", lambda fact, event: None)
        react(fact, "answer", lambda fact, event: None)
        yield fact


def rung():
    return Event.objects.filter(name="bell.rung")


def owed():
    return Due.objects.filter(event__name="bell.rung").exclude(reaction__in=door._every)


@pytest.mark.django_db
def test_a_fact_is_kept_with_its_values_and_one_piece_of_work_per_reaction(bell, ana):
    event = emit(bell(subject_id=ana.pk, object_id=7, times=3))
    assert (event.object_kind, event.object_id, event.extras) == ("bell", 7, {"times": 3})
    assert owed().count() == 2
    assert door.load(event) == bell(subject_id=ana.pk, object_id=7, times=3)


@pytest.mark.django_db
def test_a_rolled_back_action_leaves_neither_fact_nor_work(bell, ana):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        emit(bell(subject_id=ana.pk))
        raise ZeroDivisionError
    assert not rung().exists() and not owed().exists()


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused(bell):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        emit(bell(subject_id=1))
    assert not rung().exists()


@pytest.mark.django_db
def test_the_same_fact_from_outside_is_one_event(bell, ana):
    first, new = receive(bell(subject_id=ana.pk), source="shop", source_id="order-1")
    again, newer = receive(bell(subject_id=ana.pk, times=9), source="shop", source_id="order-1")
    assert (new, newer, first.pk) == (True, False, again.pk)
    assert rung().count() == 1 and owed().count() == 2


@pytest.mark.django_db
def test_a_reversal_may_come_before_what_it_reverses(bell, ana):
    receive(bell(subject_id=ana.pk), source="shop", source_id="refund-1", reverses=("shop", "order-1"))
    receive(bell(subject_id=ana.pk, object_id=1), source="shop", source_id="order-1")
    assert door.last_in_force("bell.rung", about="bell", object_id=1) is None


@pytest.mark.django_db
def test_history_keeps_its_time_is_silent_and_owes_nothing(bell, ana):
    then = now() - timedelta(days=3000)
    past = Past(fact=bell(subject_id=ana.pk), occurred_at=then, source="old", source_id="1")
    record_history([past])
    record_history([past])
    event = rung().get()
    assert (event.occurred_at, event.silent) == (then, True)
    assert not owed().exists()


@pytest.mark.django_db
def test_an_old_fact_loads_when_the_product_has_learnt_new_values_and_forgotten_others(bell, ana):
    event = Event(name="bell.rung", subject=ana, extras={"gone": 1})
    assert door.load(event) == bell(subject_id=ana.pk, times=1)
