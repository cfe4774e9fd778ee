import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.events.models import Event
from community.forum import actions, reconcile
from community.forum.models import Answer, Question, State
from community.verdict import Refused
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(ana, ben):
    answer = make_answer(make_question(ana), ben)
    actions.accept_answer(answer, by=ana)
    return answer


def test_a_deleted_answer_leaves_every_count_and_comes_back_with_them(accepted, ben):
    actions.delete_text(accepted, by=ben)
    ben.refresh_from_db()
    assert (Question.objects.get().answers_count, ben.people_helped) == (0, 0)
    actions.undelete_text(accepted, by=ben)
    ben.refresh_from_db()
    assert (Question.objects.get().answers_count, ben.people_helped) == (1, 1)
    deleted, restored = Event.objects.get(name="answer.deleted"), Event.objects.get(name="answer.restored")
    assert restored.reverses_source_id == deleted.source_id


def test_a_question_is_solved_only_while_its_accepted_answer_stands(client, accepted, ana, ben, zed):
    other, address = make_answer(accepted.question, zed), accepted.question.get_absolute_url()
    actions.delete_text(accepted, by=ben)
    client.force_login(ana)
    page = client.get(address).content.decode()
    assert "Still open" in page and "Solved" not in page and "Accepted by" not in page
    assert f'<form class="helped" method="post" action="/answers/{other.pk}/accept/"' in page  # nothing there to replace
    assert accepted.question.title not in client.get("/questions/?sort=solved").content.decode()
    assert "Solved by" not in client.get("/questions/").content.decode()
    actions.undelete_text(accepted, by=ben)
    assert "Accepted by Ana" in client.get(address).content.decode()
    assert accepted.question.title in client.get("/questions/?sort=solved").content.decode()


def test_a_moderator_hides_with_a_reason_and_restores(accepted, ben, mia):
    actions.hide_text(accepted, reason="spam", note="An advert for your shop.", by=mia)
    hidden = Answer.objects.get()
    assert (hidden.state, hidden.state_reason, hidden.state_by_id) == (State.HIDDEN, "spam", mia.pk)
    assert Event.objects.get(name="answer.hidden").extras == {"reason": "spam", "abuse": True}
    ben.refresh_from_db()
    assert ben.people_helped == 0
    actions.restore_text(accepted, by=mia)
    ben.refresh_from_db()
    assert (Answer.objects.get().state, ben.people_helped) == (State.PUBLISHED, 1)


def test_restoring_does_not_publish_what_its_author_had_deleted(accepted, ben, mia, work):
    actions.delete_text(accepted, by=ben)
    actions.hide_text(accepted, reason="abuse", by=mia)
    actions.restore_text(accepted, by=mia)
    ben.refresh_from_db()
    assert (Answer.objects.get().state, Answer.objects.get().state_by_id, ben.people_helped) == (State.DELETED, ben.pk, 0)
    actions.undelete_text(accepted, by=ben)
    work()
    ben.refresh_from_db()
    assert (Answer.objects.get().state, ben.people_helped) == (State.PUBLISHED, 1)
    assert list(reconcile.differences()) == []


def test_hiding_twice_is_a_conflict_and_an_unknown_reason_is_named(accepted, mia):
    with pytest.raises(ValidationError) as wrong:
        actions.hide_text(accepted, reason="because", by=mia)
    assert "reason" in wrong.value.message_dict
    actions.hide_text(accepted, reason="other", by=mia)
    with pytest.raises(Refused) as refusal:
        actions.hide_text(accepted, reason="other", by=mia)
    assert refusal.value.status == 409


@pytest.mark.parametrize("deed", ["hide", "restore", "delete"])
def test_others_can_neither_hide_restore_nor_delete(accepted, deed, zed, mia):
    if deed == "restore":
        actions.hide_text(accepted, reason="other", by=mia)
    before = (Answer.objects.get().state, Event.objects.count())
    with pytest.raises(Refused):
        if deed == "hide":
            actions.hide_text(accepted, reason="other", by=zed)
        elif deed == "restore":
            actions.restore_text(accepted, by=zed)
        else:
            actions.delete_text(accepted, by=zed)
    assert (Answer.objects.get().state, Event.objects.count()) == before


def test_a_hidden_question_takes_its_answers_people_with_it(accepted, ben, mia):
    actions.hide_text(Question.objects.get(), reason="off_topic", by=mia)
    ben.refresh_from_db()
    assert ben.people_helped == 0
    actions.restore_text(Question.objects.get(), by=mia)
    ben.refresh_from_db()
    assert ben.people_helped == 1


def test_an_answered_question_cannot_be_deleted_by_its_asker(accepted, ana):
    with pytest.raises(Refused):
        actions.delete_text(Question.objects.get(), by=ana)
    assert Question.objects.get().state == State.PUBLISHED


def test_nothing_is_done_to_what_was_removed_meanwhile(accepted, ana, ben, zed, mia):
    actions.hide_text(Question.objects.get(), reason="other", by=mia)
    before = Event.objects.count()
    stale = accepted
    for deed in (
        lambda: actions.post_answer(stale.question, body="Late words", by=zed),
        lambda: actions.post_comment(stale.question, answer=stale, body="Late words", by=zed),
        lambda: actions.mark_helped(stale, by=zed),
        lambda: actions.doubt_answer(stale, kind="outdated", by=zed),
        lambda: actions.say_me_too(stale.question, by=zed),
        lambda: actions.unaccept_answer(stale, by=ana),
        lambda: actions.edit_answer(stale, body="Other words", by=ben),
    ):
        with pytest.raises(Refused):
            deed()
    assert Event.objects.count() == before


def test_hiding_what_helped_many_costs_no_more_than_hiding_what_helped_one(ana, ben, mia):
    def cost(helped: int) -> int:
        answer = make_answer(make_question(ana, f"How does it hold for {helped} people?"), ben, f"Like this, {helped} times.")
        for number in range(helped):
            actions.mark_helped(answer, by=make_member(f"helped{helped}x{number}"))
        with CaptureQueriesContext(connection) as asked:
            actions.hide_text(answer, reason="other", by=mia)
        return len(asked)

    assert mia.moderates  # her groups are looked up once
    assert cost(12) == cost(2)
    ben.refresh_from_db()
    assert ben.people_helped == 0
