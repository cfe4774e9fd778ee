"""Awards follow "ever reached": a sweep through time over the facts, however they arrived."""

import random

import pytest

from community.events.models import Event
from community.forum.events import (
    AnswerAccepted,
    AnswerDeleted,
    AnswerHidden,
    AnswerRestored,
    AnswerUnaccepted,
    QuestionHidden,
    QuestionRestored,
)
from engagement.rules import facts as facts_of
from engagement.rules import memory
from engagement.rules import tree as t
from tests.engagement.facts import NOON, tell

pytestmark = pytest.mark.django_db
THREE = t.load({"count": ["answer.accepted"], "at_least": 3, "distinct": "object"})
THREE_IN_TEN_DAYS = t.load({"count": ["answer.accepted"], "at_least": 3, "days": 10})


@pytest.fixture
def accepted(ana, ben):
    """Ben's answers 1, 2, 3 accepted on days 0, 1, 2."""

    def tell_all(days=(0, 1, 2)):
        for i, day in enumerate(days, start=1):
            fact = AnswerAccepted(subject_id=ben.pk, actor_id=ana.pk, object_id=i, question_id=10 + i, asker_id=ana.pk)
            tell(fact, f"accept {i}", at=day)

    return tell_all


def story(member):
    return facts_of.read(Event.objects.filter(facts_of.of_members([member.pk])))


def test_it_held_at_the_moment_of_the_fact_that_completed_it(accepted, ben):
    accepted()
    reached = memory.ever(THREE, story(ben))
    assert reached is not None
    assert (reached.moment - NOON).days == 2
    assert len(reached.evidence) == 3


def test_taking_an_acceptance_back_later_changes_nothing(accepted, ben):
    accepted()
    tell(AnswerUnaccepted(subject_id=ben.pk, object_id=1), "undo", at=5, takes_back="accept 1")
    assert memory.ever(THREE, story(ben)) is not None
    assert not memory.holds(THREE, story(ben))


def test_taking_an_acceptance_back_before_the_third_means_it_never_held(accepted, ben):
    accepted()
    tell(AnswerUnaccepted(subject_id=ben.pk, object_id=1), "undo", at=1.5, takes_back="accept 1")
    assert memory.ever(THREE, story(ben)) is None


def test_hiding_as_abuse_means_it_never_was_and_restoring_brings_it_back(accepted, ben, mia):
    accepted()
    tell(AnswerHidden(subject_id=ben.pk, actor_id=mia.pk, object_id=2, question_id=12, abuse=True), "hide", at=9)
    assert memory.ever(THREE, story(ben)) is None
    tell(AnswerRestored(subject_id=ben.pk, actor_id=mia.pk, object_id=2), "restore", at=12, takes_back="hide")
    reached = memory.ever(THREE, story(ben))
    assert reached is not None and (reached.moment - NOON).days == 2


def test_hiding_a_question_as_abuse_voids_what_its_answers_earned(accepted, ben, ana, mia):
    accepted()
    tell(QuestionHidden(subject_id=ana.pk, actor_id=mia.pk, object_id=13, abuse=True), "hide", at=9)
    assert memory.ever(THREE, story(ben)) is None
    tell(QuestionRestored(subject_id=ana.pk, object_id=13), "restore", at=10, takes_back="hide")
    assert memory.ever(THREE, story(ben)) is not None


def test_an_answer_gone_for_a_while_counts_before_and_after(accepted, ben):
    accepted(days=(0, 1, 6))
    tell(AnswerDeleted(subject_id=ben.pk, object_id=1), "delete", at=3)
    assert memory.ever(THREE, story(ben)) is None
    tell(AnswerRestored(subject_id=ben.pk, object_id=1), "restore", at=8, takes_back="delete")
    reached = memory.ever(THREE, story(ben))
    assert reached is not None and (reached.moment - NOON).days == 8


def test_a_window_slides(accepted, ben):
    accepted(days=(0, 6, 11))
    assert memory.ever(THREE_IN_TEN_DAYS, story(ben)) is None
    accept = AnswerAccepted(subject_id=ben.pk, object_id=9, question_id=19)
    tell(accept, "accept 4", at=12)
    reached = memory.ever(THREE_IN_TEN_DAYS, story(ben))
    assert reached is not None and (reached.moment - NOON).days == 12


def test_no_more_than_twenty_facts_are_kept_as_evidence(ana, ben):
    for i in range(30):
        tell(AnswerAccepted(subject_id=ben.pk, actor_id=ana.pk, object_id=i, question_id=i), f"a{i}", at=i)
    reached = memory.ever(t.load({"count": ["answer.accepted"], "at_least": 25}), story(ben))
    assert reached is not None and len(reached.evidence) == 20


def test_the_order_of_arrival_does_not_matter(ana, ben, mia):
    told = [
        (AnswerAccepted(subject_id=ben.pk, actor_id=ana.pk, object_id=1, question_id=11), "accept 1", 0, ""),
        (AnswerAccepted(subject_id=ben.pk, actor_id=ana.pk, object_id=2, question_id=12), "accept 2", 1, ""),
        (AnswerAccepted(subject_id=ben.pk, actor_id=ana.pk, object_id=3, question_id=13), "accept 3", 4, ""),
        (AnswerHidden(subject_id=ben.pk, actor_id=mia.pk, object_id=1, question_id=11), "hide 1", 2, ""),
        (AnswerRestored(subject_id=ben.pk, actor_id=mia.pk, object_id=1), "restore 1", 5, "hide 1"),
        (AnswerUnaccepted(subject_id=ben.pk, object_id=2), "unaccept 2", 6, "accept 2"),
    ]
    random.Random(7).shuffle(told)
    for fact, key, at, takes_back in told:
        tell(fact, key, at=at, takes_back=takes_back)
    reached = memory.ever(THREE, story(ben))
    assert reached is not None and (reached.moment - NOON).days == 5
