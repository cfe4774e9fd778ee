from datetime import timedelta

import pytest
from django.utils.timezone import now

from cms.blocks.people import helpers_of_the_week, public_notes
from community import clock
from community.forum import actions
from community.members.models import Member
from tests.people import make_member
from tests.posts import make_answer, make_question


@pytest.fixture
def answer(ana, ben):
    return make_answer(make_question(ana), ben)


def people() -> dict[str, int]:
    return {helper.member.handle: helper.people for helper in helpers_of_the_week(number=10)}


def test_a_public_note_of_this_week_stands_there(answer, ana):
    actions.write_note(answer, words="It works again.", public=True, by=ana)
    assert [note.note for note in public_notes(number=5)] == ["It works again."]


def test_a_private_note_does_not(answer, ana):
    actions.write_note(answer, words="Only for you.", public=False, by=ana)
    assert public_notes(number=5) == []


def test_a_note_without_words_does_not(answer, ana):
    actions.write_note(answer, words="", outcome="solved", public=True, by=ana)
    assert public_notes(number=5) == []


def test_last_weeks_note_does_not(answer, ana):
    with clock.at(now() - timedelta(days=8)):
        actions.write_note(answer, words="It works again.", public=True, by=ana)
    assert public_notes(number=5) == []
    assert people() == {}


def test_a_note_that_was_taken_back_does_not(answer, ana):
    actions.write_note(answer, words="It works again.", public=True, by=ana)
    actions.withdraw_mark(answer, by=ana)
    assert public_notes(number=5) == []
    assert people() == {}


def test_a_note_on_a_hidden_answer_or_question_does_not(answer, ana, mia):
    actions.write_note(answer, words="It works again.", public=True, by=ana)
    actions.hide_text(answer, reason="other", by=mia)
    assert public_notes(number=5) == [] and people() == {}
    actions.restore_text(answer, by=mia)
    assert len(public_notes(number=5)) == 1 and people() == {"ben": 1}
    actions.hide_text(answer.question, reason="other", by=mia)
    assert public_notes(number=5) == [] and people() == {}


def test_the_team_is_thanked_elsewhere(ana, leo):
    answer = make_answer(make_question(ana), leo, official=True)
    actions.write_note(answer, words="It works again.", public=True, by=ana)
    actions.accept_answer(answer, by=ana)
    assert public_notes(number=5) == [] and people() == {}


def test_a_private_question_stays_private(ana, ben):
    question = make_question(ana, visibility="private")
    ben.is_superuser = True
    answer = make_answer(question, ben)
    actions.write_note(answer, words="It works again.", public=True, by=ana)
    assert public_notes(number=5) == [] and people() == {}


def test_somebody_helped_twice_is_one_person(answer, ana, ben, zed):
    actions.accept_answer(answer, by=ana)
    actions.mark_helped(answer, by=ana)
    assert people() == {"ben": 1}
    actions.mark_helped(answer, by=zed)
    assert people() == {"ben": 2}


def test_answering_oneself_helps_nobody(ana):
    answer = make_answer(make_question(ana), ana)
    actions.accept_answer(answer, by=ana)
    assert people() == {}


def test_acceptance_by_the_team_is_not_the_askers(answer, ana, leo):
    actions.accept_answer(answer, by=ana)
    assert people() == {"ben": 1}
    actions.unaccept_answer(answer, by=ana)
    assert people() == {}


def test_a_number_is_shown_from_three_people_on(client, answer):
    for handle in ("eva", "finn"):
        actions.mark_helped(answer, by=make_member(handle))
    page = client.get("/").content.decode()
    assert "helped this week" in page and "helped 2 people" not in page
    actions.mark_helped(answer, by=make_member("gil"))
    assert "helped 3 people" in client.get("/").content.decode()


def test_a_member_who_is_switched_off_is_not_shown(answer, ana, ben):
    actions.write_note(answer, words="It works again.", public=True, by=ana)
    Member.objects.filter(pk=ben.pk).update(is_active=False)
    assert public_notes(number=5) == [] and people() == {}
