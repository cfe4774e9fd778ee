import threading
import time
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
    monkeypatch.setattr(door, "_gathering", set(door._gathering))


def test_what_gathers_runs_once_for_all_that_wait_oldest_first_after_the_others(bell, ana, ben, work, remade):
    heard = []
    work()  # what is owed for ben's joining
    react(bell, "a_remake", lambda facts, events: heard.append([(fact.subject_id, fact.times) for fact in facts]), gathers=True)
    react(bell, "hear", lambda fact, event: heard.append(fact.times))
    for times in (1, 2):
        emit(bell(subject_id=ana.pk, times=times))
    emit(bell(subject_id=ben.pk, times=3))
    assert work() == 6
    assert heard == [1, 2, 3, [(ana.pk, 1), (ana.pk, 2), (ben.pk, 3)]] and not Due.objects.exists()


def test_what_failed_together_is_tried_alone_so_that_one_broken_fact_keeps_no_other_waiting(bell, ana, work, remade):
    heard = []

    def remake(facts, events):
        heard.append([fact.times for fact in facts])
        if 2 in heard[-1]:
            Member.objects.filter(pk=ana.pk).update(name="half done")
            raise ValueError("the second is broken")
        if heard[-1] == [1]:
            emit(bell(subject_id=ana.pk, times=9))

    react(bell, "remake", remake, gathers=True)
    for times in (1, 2, 3):
        emit(bell(subject_id=ana.pk, times=times))
    work()
    assert heard == [[1, 2, 3], [1], [2], [3], [9]]  # what it recorded meanwhile has a run of its own
    due = Due.objects.get()
    assert due.tries == 1 and "the second is broken" in due.error
    ana.refresh_from_db()
    assert ana.name == "Ana"
    emit(bell(subject_id=ana.pk, times=4))
    make_due()
    work()
    assert heard[5:] == [[2], [4]]  # what failed before is not gathered with what is new


def test_what_is_lost_meanwhile_is_not_done_together_with_the_rest(bell, ana, work, remade):
    heard = []

    def remake(facts, events):
        heard.append([fact.times for fact in facts])
        Due.objects.filter(event__extras__times=2).update(lease="another worker")

    react(bell, "remake", remake, gathers=True)
    for times in (1, 2):
        emit(bell(subject_id=ana.pk, times=times))
    work()
    assert heard == [[1, 2], [1], [2]] and Due.objects.get().lease == "another worker"


@pytest.fixture
def sieves(monkeypatch):
    """Forgets afterwards which of the test's reactions sift."""
    monkeypatch.setattr(door, "_sieves", dict(door._sieves))


def test_what_a_look_at_many_shows_to_be_idle_is_struck_off_without_a_run(bell, ana, work, sieves):
    heard, asked = [], []

    def odd(events):
        asked.append(len(events))
        return [event for event in events if event.extras["times"] % 2]

    react(bell, "hear", lambda fact, event: heard.append(fact.times), sift=odd)
    for times in range(5):
        emit(bell(subject_id=ana.pk, times=times))
    assert work() == 5
    assert heard == [1, 3] and asked == [5] and not Due.objects.exists()


def test_where_the_look_itself_fails_everything_is_run(bell, ana, work, sieves):
    heard = []

    def broken(events):
        raise ValueError

    react(bell, "hear", lambda fact, event: heard.append(fact.times), sift=broken)
    emit(bell(subject_id=ana.pk, times=1))
    assert work() == 1 and heard == [1] and not Due.objects.exists()


def test_what_leaves_the_house_comes_last_of_what_is_taken_together(bell, ana, work, monkeypatch):
    monkeypatch.setattr(door, "_outside", set(door._outside))
    heard = []
    react(bell, "a_mail", lambda fact, event: heard.append(("mail", fact.times)), outside=True)
    react(bell, "hear", lambda fact, event: heard.append(("here", fact.times)))
    for times in (1, 2):
        emit(bell(subject_id=ana.pk, times=times))
    work()
    assert heard == [("here", 1), ("here", 2), ("mail", 1), ("mail", 2)]


def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_begun(bell, ana):
    stop, heard = threading.Event(), []

    def hear(fact, event):
        heard.append(fact.times)
        stop.set()

    react(bell, "hear", hear)
    for times in (1, 2, 3):
        emit(bell(subject_id=ana.pk, times=times))
    assert worker.work_some(stop=stop) == 3 and heard == [1]
    assert [(due.lease, due.tries, due.at <= now()) for due in Due.objects.all()] == [("", 0, True)] * 2


def test_what_could_not_be_begun_long_before_the_lease_ends_is_given_back(bell, ana, monkeypatch):
    heard = []
    monkeypatch.setattr(worker, "LEASE", timedelta(seconds=0.2))
    react(bell, "hear", lambda fact, event: heard.append(time.sleep(0.06)))
    for times in (1, 2):
        emit(bell(subject_id=ana.pk, times=times))
    assert worker.work_some() == 2 and len(heard) == 1
    assert Due.objects.get().lease == ""


def test_what_was_in_hand_together_with_work_that_kills_is_tried_alone_and_done(bell, ana, work):
    heard = []
    react(bell, "hear", lambda fact, event: heard.append(event.pk))
    for _ in range(3):
        emit(bell(subject_id=ana.pk))
    assert len(worker.take()) == 3
    make_due()  # the worker died, its lease has passed
    first = worker.take()
    assert len(first) == 1 and first[0].tries == 1
    assert work() == 2 and len(heard) == 2


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
        assert [due.tries for due in worker.take()] == [turn]
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
    assert worker.work_some() == 1
    ana.refresh_from_db()
    assert ana.name == "Ana"
    due = Due.objects.get()
    assert due.tries == 0 and due.at > now()  # it comes back when the lease ends


def test_leased_work_is_nobody_elses_until_the_lease_ends(bell, ana):
    react(bell, "hear", lambda fact, event: None)
    emit(bell(subject_id=ana.pk))
    assert len(worker.take()) == 1
    assert worker.take() == []
    Due.objects.update(at=now() - timedelta(seconds=1))
    assert len(worker.take()) == 1


def test_work_for_a_reaction_the_product_no_longer_has_is_shown_not_lost(bell, ana, work):
    emit(bell(subject_id=ana.pk))
    Due.objects.create(event=ana.facts.get(name="bell.rung"), reaction="gone.reaction")
    work()
    assert "nobody answers to gone.reaction" in Due.objects.get().error
