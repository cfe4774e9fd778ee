import pytest

from community.events.models import Event
from community.forum import actions
from community.forum.models import Helped, Question
from community.verdict import Refused
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def test_the_asker_accepts_and_the_helper_has_helped_one_person(ana, ben):
    answer = make_answer(make_question(ana), ben)
    actions.accept_answer(answer, by=ana)
    question = Question.objects.get()
    ben.refresh_from_db()
    assert (question.accepted_id, question.accepted_by_id, ben.people_helped) == (answer.pk, ana.pk, 1)
    fact = Event.objects.get(name="answer.accepted")
    assert (fact.subject_id, fact.actor_id, fact.extras["by_asker"], fact.extras["own"]) == (ben.pk, ana.pk, True, False)


def test_accepting_twice_tells_it_once(ana, ben):
    answer = make_answer(make_question(ana), ben)
    actions.accept_answer(answer, by=ana)
    actions.accept_answer(answer, by=ana)
    assert Event.objects.filter(name="answer.accepted").count() == 1


def test_a_stranger_cannot_accept_and_nothing_changes(ana, ben, zed):
    answer = make_answer(make_question(ana), ben)
    before = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        actions.accept_answer(answer, by=zed)
    assert refusal.value.status == 403 and str(refusal.value.reason)
    assert Question.objects.get().accepted_id is None
    assert Event.objects.count() == before


def test_unaccepting_reverses_the_fact_and_ends_the_pair(ana, ben):
    answer = make_answer(make_question(ana), ben)
    actions.accept_answer(answer, by=ana)
    actions.unaccept_answer(answer, by=ana)
    ben.refresh_from_db()
    accepted, taken_back = Event.objects.get(name="answer.accepted"), Event.objects.get(name="answer.unaccepted")
    assert (taken_back.reverses_source, taken_back.reverses_source_id) == (accepted.source, accepted.source_id)
    assert ben.people_helped == 0
    assert Helped.objects.get().ended_at is not None
    actions.accept_answer(answer, by=ana)
    ben.refresh_from_db()
    assert ben.people_helped == 1 and Helped.objects.get().ended_at is None


def test_another_accepted_answer_replaces_the_first(ana, ben, zed):
    question = make_question(ana)
    first, second = make_answer(question, ben), make_answer(question, zed, "It is the bulb.")
    actions.accept_answer(first, by=ana)
    actions.accept_answer(second, by=ana)
    ben.refresh_from_db()
    zed.refresh_from_db()
    assert (ben.people_helped, zed.people_helped) == (0, 1)
    assert Question.objects.get().accepted_id == second.pk
    assert Event.objects.filter(name="answer.unaccepted", subject=ben).count() == 1


def test_ones_own_answer_may_solve_the_question_but_helps_nobody(ana):
    answer = make_answer(make_question(ana), ana)
    actions.accept_answer(answer, by=ana)
    ana.refresh_from_db()
    assert ana.people_helped == 0
    assert Event.objects.get(name="answer.accepted").extras["own"] is True


def test_unaccepting_what_is_not_accepted_is_a_conflict(ana, ben):
    answer = make_answer(make_question(ana), ben)
    with pytest.raises(Refused) as refusal:
        actions.unaccept_answer(answer, by=ana)
    assert refusal.value.status == 409


def test_the_team_accepts_only_fourteen_days_after_the_last_answer(ana, ben, mia):
    from datetime import timedelta

    from community.forum.models import Answer

    answer = make_answer(make_question(ana), ben)
    with pytest.raises(Refused):
        actions.accept_answer(answer, by=mia)
    long_ago = answer.published_at - timedelta(days=15)
    Question.objects.update(last_activity_at=long_ago)
    actions.accept_answer(Answer.objects.get(), by=mia)
    ben.refresh_from_db()
    assert ben.people_helped == 0  # nobody said it helped them
    assert Event.objects.get(name="answer.accepted").extras["by_asker"] is False
