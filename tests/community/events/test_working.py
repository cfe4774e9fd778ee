from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
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


def said(*options: str) -> str:
    out = StringIO()
    call_command("work", *options, stdout=out)
    return out.getvalue()


def make_due():
    Due.objects.update(at=now() - timedelta(seconds=1))


def test_work_is_done_once_and_its_row_is_gone(bell, ana, work):
    heard = []
    react(bell, "hear", lambda fact, event: heard.append((fact.times, event.pk)))
    event = emit(bell(subject_id=ana.pk, times=2))
    assert work() == 1 and work() == 0
    assert heard == [(2, event.pk)] and not Due.objects.exists()


@pytest.fixture
def remade(monkeypatch):
    """Forgets afterwards which of the test's reactions gather."""
    monkeypatch.setattr(door, "_gathering", set())


def test_what_gathers_runs_once_for_a_members_waiting_facts_with_the_latest(bell, ana, ben, work, remade):
    heard = []
    work()  # what is owed for ben's joining
    react(bell, "remake", lambda fact, event: heard.append((fact.subject_id, fact.times)), gathers=True)
    for times in (1, 2, 3):
        emit(bell(subject_id=ana.pk, times=times))
    emit(bell(subject_id=ben.pk, times=4))
    assert work() == 2
    assert heard == [(ana.pk, 3), (ben.pk, 4)] and not Due.objects.exists()


def test_what_gathers_leaves_the_facts_it_could_not_know_of_and_those_of_a_failed_run(bell, ana, work, remade):
    heard = []

    def remake(fact, event):
        heard.append(fact.times)
        if fact.times == 2:
            emit(bell(subject_id=ana.pk, times=9))
        if len(heard) == 1:
            raise ValueError("the first time fails")

    react(bell, "remake", remake, gathers=True)
    for times in (1, 2):
        emit(bell(subject_id=ana.pk, times=times))
    work()
    assert heard == [2, 2, 9]  # the failed run emitted nothing; the second did it for its fact, the new one came after
    assert Due.objects.get().tries == 1
    make_due()
    assert work() == 1 and heard == [2, 2, 9, 1] and not Due.objects.exists()


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
    assert "stumble" in said("--failed") and "the bell is broken" in said("--failed")


def test_what_is_parked_is_listed_and_made_due_again_with_all_its_tries(bell, ana, work):
    is_broken, heard = [True], []

    def stumble(fact, event):
        if is_broken:
            raise ValueError("the bell is broken")
        heard.append(event.pk)

    react(bell, "stumble", stumble)
    event = emit(bell(subject_id=ana.pk))
    Due.objects.update(at=None, tries=7, error="Traceback\nthe bell is broken")
    waits = Due.objects.create(event=emit(bell(subject_id=ana.pk)), reaction="elsewhere", at=now() + timedelta(hours=1), tries=3)
    Due.objects.exclude(pk=waits.pk).filter(at__isnull=False).delete()
    assert said("--failed").endswith("1 parked.\n") and work() == 0
    listed = said("--failed", "--retry")
    assert "stumble" in listed and "the bell is broken" in listed and listed.endswith("1 due again.\n")
    due = Due.objects.exclude(pk=waits.pk).get()
    assert due.tries == 0 and due.at <= now() and "broken" in due.error
    assert work() == 1
    due.refresh_from_db()
    assert due.tries == 1 and due.at > now()  # failed again: it waits like the first time, and is not parked
    is_broken.clear()
    make_due()
    Due.objects.filter(pk=waits.pk).update(at=now() + timedelta(hours=1))
    assert work() == 1 and heard == [event.pk]
    waits.refresh_from_db()
    assert waits.tries == 3
    assert said("--failed") == "0 parked.\n" and said("--failed", "--retry") == "0 due again.\n"


def test_work_that_kills_its_worker_each_time_is_parked_after_the_seventh_and_holds_up_nothing(bell, ana, work):
    heard = []
    react(bell, "hear", lambda fact, event: heard.append(event.pk))
    deadly, other = emit(bell(subject_id=ana.pk)), emit(bell(subject_id=ana.pk))
    Due.objects.filter(event=other).update(at=now() + timedelta(hours=1))
    for turn in range(7):
        assert worker.claim().tries == turn
        Due.objects.filter(event=deadly).update(at=now() - timedelta(seconds=1))  # the worker died, its lease has passed
    Due.objects.filter(event=other).update(at=now())
    assert work() == 1 and heard == [other.pk]
    parked = Due.objects.get()
    assert (parked.event, parked.at, parked.tries) == (deadly, None, 7) and worker.OUTLASTED in said("--failed")
    assert worker.retry_parked() == 1 and work() == 1 and heard == [other.pk, deadly.pk]


def test_retrying_without_saying_what_is_refused(db):
    with pytest.raises(CommandError, match="--failed"):
        call_command("work", "--retry")


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
