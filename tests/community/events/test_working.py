from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.timezone import now

from community.events import door, worker
from community.events.door import emit
from community.events.models import Due
from community.members.models import Member
from tests.facts import a_fact, react

pytestmark = pytest.mark.django_db


@pytest.fixture
def bell():
    with a_fact() as fact:
        yield fact


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch, ana):
    """Only the test's own reactions."""
    monkeypatch.setattr(door, "_every", {})
    Due.objects.all().delete()


def make_due():
    Due.objects.update(at=now() - timedelta(seconds=1))


def test_work_is_done_once_and_its_row_is_gone(bell, ana, work):
    heard = []
    react(bell, "hear", lambda fact, event: heard.append((fact.times, event.pk)))
    event = emit(bell(subject_id=ana.pk, times=2))
    assert work() == 1 and work() == 0
    assert heard == [(2, event.pk)] and not Due.objects.exists()


def test_a_failing_reaction_waits_longer_each_time_then_is_parked_with_its_error(bell, ana, work):
    def stumble(fact, event):
        Member.objects.filter(pk=ana.pk).update(name="half done")
        raise ValueError("the bell is broken")

    react(bell, "stumble", stumble)
    emit(bell(subject_id=ana.pk))
    waits = []
    for _try in range(7):
        make_due()
        assert work() == 1
        due = Due.objects.get()
        waits.append(round((due.at - now()).total_seconds()) if due.at else None)
    assert waits[-1] is None and due.tries == 7
    assert all(abs(wait - told.total_seconds()) <= 5 for wait, told in zip(waits, worker.WAITS, strict=False))
    assert "the bell is broken" in due.error
    ana.refresh_from_db()
    assert ana.name == "Ana"  # what a failed reaction wrote is rolled back
    out = StringIO()
    call_command("work", "--failed", stdout=out)
    assert "stumble" in out.getvalue() and "the bell is broken" in out.getvalue()


def test_one_broken_reaction_does_not_hold_up_another(bell, ana, work):
    heard = []

    def stumble(fact, event):
        raise ValueError

    react(bell, "a_stumbles", stumble)
    react(bell, "hear", lambda fact, event: heard.append(event.pk))
    emit(bell(subject_id=ana.pk))
    work()
    assert len(heard) == 1 and Due.objects.get().tries == 1


def test_a_worker_that_lost_its_lease_undoes_what_it_did(bell, ana, work):
    def slow(fact, event):
        Member.objects.filter(pk=ana.pk).update(name="done twice")
        Due.objects.update(lease="another worker")

    react(bell, "slow", slow)
    emit(bell(subject_id=ana.pk))
    assert worker.work_once()
    ana.refresh_from_db()
    assert ana.name == "Ana"
    due = Due.objects.get()
    assert due.tries == 0 and due.at > now()  # it comes back when the lease ends


def test_leased_work_is_nobody_elses_until_the_lease_ends(bell, ana):
    react(bell, "hear", lambda fact, event: None)
    emit(bell(subject_id=ana.pk))
    assert worker.claim() is not None
    assert worker.claim() is None
    Due.objects.update(at=now() - timedelta(seconds=1))
    assert worker.claim() is not None


def test_work_for_a_reaction_the_product_no_longer_has_is_shown_not_lost(bell, ana, work):
    emit(bell(subject_id=ana.pk))
    Due.objects.create(event=ana.facts.get(name="bell.rung"), reaction="gone.reaction")
    work()
    assert "nobody answers to gone.reaction" in Due.objects.get().error
