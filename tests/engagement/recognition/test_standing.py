"""What the ledger says after real acts of members."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from community import clock
from community.events.door import load
from community.events.models import Event
from community.forum import actions as forum
from community.members import actions as members
from engagement.recognition.models import Balance, Entry
from engagement.recognition.reactions import evaluate
from tests.people import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def veteran(db):
    return make_member("veteran", joined_at=clock.now() - timedelta(days=400))


def ask(by, title="How do I descale the machine?"):
    return forum.ask_question(title=title, body="It says E14.", by=by)


def standing(member):
    balance = Balance.objects.filter(member=member).first()
    amount = balance.amount if balance else 0
    assert amount == (Entry.objects.filter(member=member).aggregate(sum=Sum("amount"))["sum"] or 0)
    return amount


def test_an_accepted_answer_is_worth_fifteen_and_five_more_for_a_newcomers_question(veteran, ana, ben, work):
    old = forum.post_answer(ask(veteran), body="Use citric acid.", by=ben)
    forum.accept_answer(old, by=veteran)
    work()
    assert standing(ben) == 15
    new = forum.post_answer(ask(ana), body="Use citric acid, warm.", by=ben)
    forum.accept_answer(new, by=ana)
    work()
    assert standing(ben) == 15 + 20
    assert standing(ana) == standing(veteran) == 0


def test_accepting_ones_own_answer_earns_nothing(ana, work):
    question = ask(ana)
    answer = forum.post_answer(question, body="Found it myself.", by=ana)
    forum.accept_answer(answer, by=ana)
    work()
    assert standing(ana) == 0


def test_what_the_team_does_earns_nothing_also_after_it_left_the_team(ana, mia, work):
    answer = forum.post_answer(ask(ana), body="Officially: descale.", by=mia)
    forum.accept_answer(answer, by=ana)
    members.set_groups(mia, [], by=None)
    work()
    assert standing(mia) == 0


def test_taking_an_acceptance_back_and_giving_it_again_counts_once(veteran, ben, work):
    question = ask(veteran)
    answer = forum.post_answer(question, body="Use citric acid.", by=ben)
    for _ in range(3):
        forum.accept_answer(answer, by=veteran)
        work()
        assert standing(ben) == 15
        forum.unaccept_answer(answer, by=veteran)
        work()
        assert standing(ben) == 0
    forum.accept_answer(answer, by=veteran)
    work()
    assert standing(ben) == 15
    assert [entry.amount for entry in Entry.objects.order_by("pk")] == [15, -15, 15, -15, 15, -15, 15]


def test_each_member_who_marks_or_thanks_counts_once_a_day(ana, zed, ben, work):
    first = forum.post_answer(ask(ana), body="Use citric acid.", by=ben)
    second = forum.post_answer(ask(ana, "What water is best for it?"), body="Soft water.", by=ben)
    forum.mark_helped(first, by=zed)
    forum.write_note(second, words="Thank you", by=zed)
    forum.mark_helped(second, by=ana)
    work()
    assert standing(ben) == 6
    with clock.at(clock.now() + timedelta(days=1)):
        forum.write_note(first, words="Still works", by=zed)
    work()
    assert standing(ben) == 9


def test_marks_of_one_day_are_capped_and_a_withdrawn_one_makes_room(ana, ben, work):
    answer = forum.post_answer(ask(ana), body="Use citric acid.", by=ben)
    crowd = [make_member(f"fan{i}") for i in range(12)]
    for fan in crowd:
        forum.mark_helped(answer, by=fan)
    work()
    assert standing(ben) == 30
    forum.withdraw_mark(answer, by=crowd[0])
    work()
    assert standing(ben) == 30
    for fan in crowd[1:4]:
        forum.withdraw_mark(answer, by=fan)
    work()
    assert standing(ben) == 24


def test_a_withdrawn_mark_takes_its_note_with_it(ana, ben, work):
    answer = forum.post_answer(ask(ana), body="Use citric acid.", by=ben)
    forum.write_note(answer, words="That was it", by=ana)
    work()
    assert standing(ben) == 3
    forum.withdraw_mark(answer, by=ana)
    work()
    assert standing(ben) == 0


@pytest.mark.parametrize("reason", ["off_topic", "abuse"])
def test_hiding_an_answer_takes_back_what_it_earned_and_restoring_gives_it_again(veteran, ben, mia, work, reason):
    answer = forum.post_answer(ask(veteran), body="Use citric acid.", by=ben)
    forum.accept_answer(answer, by=veteran)
    forum.mark_helped(answer, by=mia)
    work()
    assert standing(ben) == 18
    forum.hide_text(answer, reason=reason, by=mia)
    work()
    assert standing(ben) == 0
    forum.restore_text(answer, by=mia)
    work()
    assert standing(ben) == 18


def test_hiding_a_question_reaches_everybody_who_answered_it(veteran, ana, ben, zed, mia, work):
    question = ask(veteran)
    one = forum.post_answer(question, body="Use citric acid.", by=ben)
    other = forum.post_answer(question, body="Or vinegar, rinse well.", by=zed)
    forum.accept_answer(one, by=veteran)
    forum.mark_helped(other, by=ana)
    work()
    assert (standing(ben), standing(zed)) == (15, 3)
    forum.hide_text(question, reason="off_topic", by=mia)
    work()
    assert (standing(ben), standing(zed)) == (0, 0)
    forum.restore_text(question, by=mia)
    work()
    assert (standing(ben), standing(zed)) == (15, 3)


def test_hiding_a_question_leaves_the_same_days_marks_on_other_questions_alone(veteran, ana, ben, zed, mia, work):
    elsewhere = forum.post_answer(ask(veteran), body="Use citric acid.", by=zed)
    forum.mark_helped(elsewhere, by=ana)
    question = ask(veteran, title="Why does it drip?")
    accepted = forum.post_answer(question, body="The seal is worn.", by=zed)
    forum.accept_answer(accepted, by=veteran)
    marked = forum.post_answer(question, body="Or the tank sits badly.", by=ben)
    forum.mark_helped(marked, by=ana)
    work()
    assert (standing(ben), standing(zed)) == (3, 18)
    forum.hide_text(question, reason="abuse", by=mia)
    work()
    assert (standing(ben), standing(zed)) == (0, 3)
    forum.restore_text(question, by=mia)
    work()
    assert (standing(ben), standing(zed)) == (3, 18)


def test_a_reaction_that_runs_again_changes_nothing(veteran, ben, work):
    answer = forum.post_answer(ask(veteran), body="Use citric acid.", by=ben)
    forum.accept_answer(answer, by=veteran)
    work()
    before = list(Entry.objects.values_list("pk", flat=True))
    for event in Event.objects.all():
        evaluate(load(event), event)
    assert list(Entry.objects.values_list("pk", flat=True)) == before
    assert standing(ben) == 15


def test_standing_falls_only_by_entries_that_say_so(veteran, ben, mia, work):
    answer = forum.post_answer(ask(veteran), body="Use citric acid.", by=ben)
    forum.accept_answer(answer, by=veteran)
    work()
    forum.hide_text(answer, reason="abuse", by=mia)
    work()
    lost = Entry.objects.get(amount__lt=0)
    assert lost.kind == Entry.Kind.VOID
    assert lost.event.name == "answer.hidden"
