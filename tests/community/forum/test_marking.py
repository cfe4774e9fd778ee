import pytest

from community.events.models import Event
from community.forum import actions
from community.forum.models import Answer, Mark, Question
from community.verdict import Refused
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(ana, ben):
    return make_answer(make_question(ana), ben)


def counts():
    return Answer.objects.get().helped_count, Question.objects.get().helped_count


def test_one_press_counts_and_a_second_changes_nothing(answer, zed, ben):
    actions.mark_helped(answer, by=zed)
    actions.mark_helped(answer, by=zed)
    ben.refresh_from_db()
    assert counts() == (1, 1) and ben.people_helped == 1
    assert Event.objects.filter(name="answer.helped").count() == 1


def test_taking_it_back_and_pressing_again_is_one_mark(answer, zed, ben):
    actions.mark_helped(answer, by=zed)
    actions.withdraw_mark(answer, by=zed)
    ben.refresh_from_db()
    assert counts() == (0, 0) and ben.people_helped == 0
    actions.withdraw_mark(answer, by=zed)
    actions.mark_helped(answer, by=zed)
    ben.refresh_from_db()
    assert counts() == (1, 1) and ben.people_helped == 1 and Mark.objects.count() == 1
    first, second = Event.objects.filter(name="answer.helped").order_by("pk")
    withdrawn = Event.objects.get(name="answer.help_withdrawn")
    assert withdrawn.reverses_source_id == first.source_id != second.source_id


def test_nobody_marks_their_own_answer(answer, ben):
    before = Event.objects.count()
    with pytest.raises(Refused):
        actions.mark_helped(answer, by=ben)
    assert counts() == (0, 0) and Event.objects.count() == before


def test_a_helper_and_a_helped_are_one_pair_however_often(ana, ben, zed):
    first = make_answer(make_question(ana), ben)
    second = make_answer(make_question(ana, "How do I clean the reflector well?"), ben, "With a soft cloth.")
    actions.accept_answer(first, by=ana)
    actions.mark_helped(first, by=ana)
    actions.mark_helped(second, by=ana)
    ben.refresh_from_db()
    assert ben.people_helped == 1
    actions.unaccept_answer(first, by=ana)
    actions.withdraw_mark(first, by=ana)
    ben.refresh_from_db()
    assert ben.people_helped == 1  # the second answer still helped her
    actions.withdraw_mark(second, by=ana)
    ben.refresh_from_db()
    assert ben.people_helped == 0


def test_a_note_marks_thanks_once_and_goes_with_the_mark(answer, zed):
    actions.write_note(answer, words="Saved my evening.", outcome="solved", public=True, by=zed)
    actions.write_note(answer, words="Saved my whole evening.", by=zed)
    mark = Mark.objects.get()
    assert mark.note == "Saved my whole evening." and not mark.is_public
    assert Event.objects.filter(name="answer.thanked").count() == 1
    actions.withdraw_mark(answer, by=zed)
    assert Mark.objects.get().note == ""


def test_doubts_lower_the_order_and_show_no_number(answer, ana, zed):
    actions.mark_helped(answer, by=ana)
    before = Answer.objects.get().rank
    actions.doubt_answer(answer, kind="didnt_work", reason="Mine has no earth wire.", version="2.4", by=zed)
    doubted = Answer.objects.get()
    assert doubted.rank < before and doubted.marks_shown == 1
    actions.withdraw_doubt(answer, kind="didnt_work", by=zed)
    assert Answer.objects.get().rank == before


def test_me_too_counts_each_member_once_and_never_the_asker(ana, ben):
    question = make_question(ana)
    actions.say_me_too(question, by=ben)
    actions.say_me_too(question, by=ben)
    with pytest.raises(Refused):
        actions.say_me_too(question, by=ana)
    assert Question.objects.get().me_too_count == 1
    actions.withdraw_me_too(question, by=ben)
    assert Question.objects.get().me_too_count == 0


def test_a_doubt_that_is_taken_back_leaves_the_other_one_told(answer, zed):
    actions.doubt_answer(answer, kind="didnt_work", by=zed)
    actions.doubt_answer(answer, kind="outdated", by=zed)
    actions.withdraw_doubt(answer, kind="didnt_work", by=zed)
    told = Event.objects.get(name="answer.doubted", extras__kind="didnt_work")
    assert Event.objects.get(name="answer.doubt_withdrawn").reverses_source_id == told.source_id
