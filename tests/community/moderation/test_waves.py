"""A wave of spam is found, taken away in one act and brought back in one; each text has a decision of its own."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from community import clock
from community.forum import actions as forum
from community.forum.models import Answer, Question, State
from community.moderation import actions, waves
from community.moderation.models import Act, Decision, Sanction
from community.moderation.waves import Asked
from community.verdict import Refused
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db

SPAM = "Buy cheap OIL at oil.example today"


@pytest.fixture
def wave(ana, leo):
    """Three new accounts, four texts; an old member and somebody of the team say the word as well."""
    question = make_question(ana)
    type(ana).objects.filter(pk=ana.pk).update(joined_at=clock.now() - timedelta(days=400))
    make_answer(question, leo, "Which oil do you use?")
    forum.post_comment(question, body="I have no oil at all.", by=ana)
    one, two, three = (make_member(f"bot{n}") for n in "abc")
    texts = [make_answer(question, one, SPAM), make_answer(question, two, SPAM), make_question(three, title=f"{SPAM}?")]
    return [*texts, forum.post_comment(question, body=SPAM, by=one)]


def names(texts):
    return waves.named(waves.name_of(text) for text in texts)


def states():
    return {text.state for kind in (Question, Answer) for text in kind.objects.filter(author__handle__startswith="bot")}


def test_it_is_found_by_its_words_its_time_and_how_new_its_writers_are(wave, ana, mia):
    assert set(waves.found(Asked(words=" oil ", joined=7), viewer=mia)) == set(wave)
    assert len(waves.found(Asked(words="oil"), viewer=mia)) == len(wave) + 1  # of the team never, of a member with the word
    assert waves.found(Asked(words="nothing like it"), viewer=mia) == []
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert waves.found(Asked(words="oil", hours=1), viewer=mia) == []
        assert set(waves.found(Asked(hours=6, joined=1), viewer=mia)) == set(wave)
    assert waves.named(["answer:1", "answer:x", "tag:3", "answer:", "", "comment:" + "9" * 30]) == [("answer", 1)]


def test_all_of_it_goes_in_one_act_and_comes_back_in_one(wave, ana, mia, work):
    done = actions.sweep(names(wave), reason="spam", days=30, by=mia)
    assert (done.texts, done.members, done.left) == (4, 3, {})
    assert states() == {State.HIDDEN} and Sanction.objects.filter(ended_at=None).count() == 3
    assert {(row.act, row.reason) for row in Decision.objects.all()} == {(Act.HIDE, "spam"), (Act.SUSPEND, "spam")}
    work()
    again = actions.sweep(names(wave), reason="spam", days=30, by=mia)
    assert (again.texts, again.members) == (0, 0) and sum(again.left.values()) == 4
    assert Question.objects.get(author=ana).state == State.PUBLISHED

    back = actions.bring_back(done.wave, by=mia)
    assert (back.texts, back.members, back.left) == (4, 3, {})
    assert states() == {State.PUBLISHED} and not Sanction.objects.filter(ended_at=None).exists()
    twice = actions.bring_back(done.wave, by=mia)
    assert (twice.texts, twice.members, twice.left) == (0, 0, {})


def test_what_a_colleague_took_back_stays_so_and_after_a_week_each_is_taken_back_by_itself(wave, mia):
    done = actions.sweep(names(wave), reason="spam", by=mia)
    assert done.members == 0 and not Sanction.objects.exists()
    actions.undo(Decision.objects.first(), by=mia)
    assert len(actions.standing(done.wave)) == 3
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert actions.bring_back(done.wave, by=mia).texts == 0
        actions.undo(Decision.objects.filter(act=Act.HIDE).last(), by=mia)


def test_who_may_not_and_what_makes_no_sense_changes_nothing(wave, ana, mia):
    with pytest.raises(Refused):
        actions.sweep(names(wave), reason="spam", by=ana)
    with pytest.raises(Refused):
        actions.bring_back("0" * 12, by=ana)
    for wrong in ({"reason": "no reason"}, {"reason": "spam", "days": 4}):
        with pytest.raises(ValidationError):
            actions.sweep(names(wave), **wrong, by=mia)
    for texts in ([], [("answer", n) for n in range(waves.MOST + 1)]):
        with pytest.raises(ValidationError):
            actions.sweep(texts, reason="spam", by=mia)
    gone = actions.sweep([("answer", 987654), ("comment", 987654)], reason="spam", by=mia)
    assert gone.texts == 0 and sum(gone.left.values()) == 2
    assert states() == {State.PUBLISHED} and not Decision.objects.exists()


def test_a_moderators_own_text_stops_no_other(wave, mia):
    own = make_answer(wave[2], mia, "No oil here, please.")
    done = actions.sweep([*names(wave), *names([own])], reason="spam", days=7, by=mia)
    assert (done.texts, done.members) == (4, 3) and sum(done.left.values()) == 1
    own.refresh_from_db()
    assert own.state == State.PUBLISHED
