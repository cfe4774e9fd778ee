"""The same act by many people, and by one person many times, in the same moment. Real threads, both databases."""

import uuid
from functools import partial

import pytest

from community.events.models import Event
from community.forum import actions
from community.forum.models import Answer, Helped, Mark, Question, Tag
from community.forum.reconcile import differences
from community.members.models import Member
from tests.people import make_member
from tests.posts import make_answer, make_question
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(db):
    return [make_member(f"member-{n}") for n in range(12)]


def facts(name):
    return Event.objects.filter(name=name).count()


def exact():
    return list(differences()) == []


def test_many_marks_in_one_moment_are_all_counted(ana, ben, crowd):
    answer = make_answer(make_question(ana), ben)
    assert not any(isinstance(r, Exception) for r in at_once([partial(actions.mark_helped, answer, by=m) for m in crowd]))
    assert Answer.objects.get().helped_count == len(crowd) == facts("answer.helped")
    assert Member.objects.get(pk=ben.pk).people_helped == len(crowd) == Helped.objects.count()
    assert exact()


def test_people_who_help_each_other_in_one_moment_do_not_lock_each_other_out(ana, crowd):
    pairs = [(crowd[n], crowd[(n + 1) % 4]) for n in range(4)] + [(crowd[(n + 1) % 4], crowd[n]) for n in range(4)]
    for turn in range(4):
        answers = [make_answer(make_question(ana, f"How does lamp {turn}.{n} open?"), pair[0]) for n, pair in enumerate(pairs)]
        at_once([partial(actions.mark_helped, answer, by=pair[1]) for answer, pair in zip(answers, pairs, strict=True)])
    assert Helped.objects.count() == len(pairs) and exact()


def test_one_member_pressing_many_times_is_one_mark(ana, ben, zed):
    answer = make_answer(make_question(ana), ben)
    at_once([partial(actions.mark_helped, answer, by=zed)] * 10)
    assert (Mark.objects.count(), facts("answer.helped")) == (1, 1) and exact()


def test_two_answers_accepted_at_once_leave_one_accepted_and_every_fact_paired(ana, ben, zed):
    question = make_question(ana)
    answers = [make_answer(question, ben), make_answer(question, zed, "It is the bulb.")]
    at_once([partial(actions.accept_answer, answer, by=ana) for answer in answers * 5])
    assert Question.objects.get().accepted_id in {answer.pk for answer in answers}
    assert facts("answer.accepted") - facts("answer.unaccepted") == 1
    assert exact()


def test_a_form_sent_ten_times_at_once_is_one_answer(ana, ben):
    question, ticket = make_question(ana), uuid.uuid4()
    sent = at_once([partial(actions.post_answer, question, body="Check the wire.", submission=ticket, by=ben)] * 10)
    assert {answer.pk for answer in sent} == {Answer.objects.get().pk}
    assert facts("answer.posted") == 1 and exact()


def test_a_question_sent_ten_times_at_once_is_one_question(ana):
    ticket = uuid.uuid4()
    sent = at_once([partial(make_question, ana, submission=ticket)] * 10)
    assert {question.pk for question in sent} == {Question.objects.get().pk}
    assert facts("question.asked") == 1


def test_tags_whose_names_make_one_address_are_all_made(crowd):
    names = [f"c{'+' * n}" for n in range(6)]
    deeds = [partial(make_question, crowd[n], f"What is number {n} written in?", tags=[name]) for n, name in enumerate(names)]
    asked = at_once(deeds)
    assert [tag.name for question in asked for tag in question.tags.all()] == names
    assert len(set(Tag.objects.filter(name__in=names).values_list("slug", flat=True))) == len(names)


def test_many_answers_and_a_closing_in_one_moment_never_leave_an_answer_uncounted(ana, mia, crowd):
    question = make_question(ana)
    deeds = [partial(actions.post_answer, question, body=f"Idea of {m.handle}", by=m) for m in crowd]
    at_once([*deeds, partial(actions.close_question, question, reason="outdated", by=mia)])
    assert Question.objects.get().answers_count == Answer.objects.count() == facts("answer.posted")
    assert exact()


def test_marking_and_hiding_in_one_moment_agree_in_the_end(ana, ben, mia, crowd):
    answer = make_answer(make_question(ana), ben)
    deeds = [partial(actions.mark_helped, answer, by=m) for m in crowd[:6]]
    at_once([*deeds, partial(actions.hide_text, answer, reason="other", by=mia)])
    assert Member.objects.get(pk=ben.pk).people_helped == 0
    assert exact()
