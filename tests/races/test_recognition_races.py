"""Several workers recognise the same member at the same moment. Real threads, both databases."""

from functools import partial

import pytest
from django.db.models import Sum

from community.events import worker
from community.events.models import Due, Event
from community.forum import actions as forum
from engagement.loyalty import reconcile as loyalty
from engagement.recognition import reconcile
from engagement.recognition.models import Award, Balance, Entry
from tests.people import make_member
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(db):
    return [make_member(f"member-{n}") for n in range(12)]


def four_workers():
    """Until nothing is due: a reaction that lost a race is tried again later, so time is helped along."""
    for _ in range(10):
        for problem in at_once([worker.drain] * 4):
            assert not isinstance(problem, Exception), problem
        if not Due.objects.exists():
            return
        Due.objects.update(at="2000-01-01T00:00Z")
    raise AssertionError(list(Due.objects.values_list("reaction", "error")))


def exact():
    return [*reconcile.differences(), *loyalty.differences()] == []


def test_twelve_marks_worked_on_by_four_workers_are_counted_up_to_the_cap(ana, ben, crowd):
    question = forum.ask_question(title="How do I descale the machine?", by=ana)
    answer = forum.post_answer(question, body="Citric acid.", by=ben)
    at_once([partial(forum.mark_helped, answer, by=member) for member in crowd])
    four_workers()
    assert Balance.objects.get(member=ben).amount == 30
    assert Entry.objects.filter(member=ben).aggregate(sum=Sum("amount"))["sum"] == 30
    assert Award.objects.filter(member=ben, badge__slug="first-help").count() == 1
    assert Event.objects.filter(name="badge.awarded", subject=ben).count() == 1
    assert Event.objects.filter(name="level.reached", subject=ben).count() == 1
    assert exact()


def test_acceptances_taken_back_and_hidden_meanwhile_end_exactly(ana, ben, mia, crowd):
    answers = []
    for asker in crowd[:6]:
        question = forum.ask_question(title="How do I descale the machine?", body=f"Asked by {asker.handle}", by=asker)
        answers.append(forum.post_answer(question, body=f"Citric acid for {asker.handle}.", by=ben))
    deeds = [partial(forum.accept_answer, answer, by=asker) for answer, asker in zip(answers, crowd, strict=False)]
    at_once([*deeds, worker.drain, worker.drain])
    at_once(
        [
            partial(forum.unaccept_answer, answers[0], by=crowd[0]),
            partial(forum.hide_text, answers[1], reason="spam", by=mia),
            partial(forum.hide_text, answers[2].question, reason="off_topic", by=mia),
            worker.drain,
            worker.drain,
        ]
    )
    four_workers()
    assert Balance.objects.get(member=ben).amount == 3 * 20
    assert exact()
