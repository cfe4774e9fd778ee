"""A question asked before becomes one with the first: everything moves once, nothing counts twice, and all comes back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.timezone import now

from community.forum import actions, reconcile
from community.forum.models import Answer, Comment, Follow, MeToo, Question, State
from community.members.models import Member
from community.moderation import actions as moderation
from community.verdict import Refused
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(ben):
    return make_question(ben, "Why does the lamp flicker when braking?")


@pytest.fixture
def again(ana):
    return make_question(ana, "My lamp flickers as soon as I brake")


def people(model, question):
    return set(model.objects.filter(question=question).values_list("member__handle", flat=True))


def test_what_is_joined_moves_and_nobody_counts_twice(first, again, ana, ben, zed, mia):
    ina = make_member("ina")
    for member in (zed, ina):
        actions.say_me_too(again, by=member)
    for question in (first, again):
        actions.follow_question(question, by=zed)
    actions.say_me_too(first, by=zed)
    actions.say_me_too(again, by=ben)  # who asked the first one has it anyway
    answer = make_answer(again, zed)
    actions.post_comment(again, answer=answer, body="Which wire?", by=ana)
    actions.mark_helped(answer, by=ina)
    actions.accept_answer(answer, by=ana)
    helped = Member.objects.get(pk=zed.pk).people_helped
    actions.merge_question(again, into=first, by=mia)
    first.refresh_from_db()
    assert people(MeToo, first) == {"zed", "ina", "ana"} and first.me_too_count == 3
    assert people(Follow, first) == {"zed", "ana"} and first.answers_count == 1 and first.helped_count == 1
    assert Answer.objects.get().question_id == first.pk and Comment.objects.get().question_id == first.pk
    assert Member.objects.get(pk=zed.pk).people_helped == helped == 2
    assert list(reconcile.differences()) == []


def test_its_address_leads_to_the_other_one_for_good(first, again, zed, mia):
    third = make_question(zed, "The lamp goes dim on every brake")
    actions.merge_question(again, into=first, by=mia)
    actions.merge_question(first, into=third, by=mia)
    for old in (again, first):
        answer = Client().get(old.get_absolute_url())
        assert answer.status_code == 301 and answer.url == third.get_absolute_url()
    assert again.title not in Client().get("/questions/").content.decode()


def test_parted_again_all_is_as_it_was_and_what_came_since_stays(first, again, ana, ben, zed, mia):
    actions.say_me_too(again, by=zed)
    answer = make_answer(again, zed)
    actions.accept_answer(answer, by=ana)
    actions.merge_question(again, into=first, by=mia)
    late = make_answer(first, mia, "Written since.")
    answer.refresh_from_db()
    actions.accept_answer(answer, by=ben)  # both who asked were helped by the same answer
    actions.unaccept_answer(answer, by=ben)
    actions.part_question(again, by=mia)
    again.refresh_from_db()
    first.refresh_from_db()
    assert again.state == State.PUBLISHED and again.is_solved and again.me_too_count == 1 and people(MeToo, again) == {"zed"}
    assert first.me_too_count == 0 and not Follow.objects.exists()
    assert list(again.answers.all()) == [answer] and list(first.answers.all()) == [late]
    assert list(reconcile.differences()) == []
    with pytest.raises(Refused) as refused:
        actions.part_question(again, by=mia)
    assert refused.value.status == 409


def test_what_cannot_be_joined(first, again, ana, ben, mia):
    private = make_question(ana, "My serial number and lamp", visibility="private")
    hidden = make_question(ana, "A lamp that was hidden by the team")
    actions.hide_text(hidden, reason="spam", by=mia)
    for question, into in ((again, again), (private, first), (again, private), (again, hidden)):
        with pytest.raises(ValidationError):
            actions.merge_question(question, into=into, by=mia)
    with pytest.raises(Refused):
        actions.merge_question(again, into=first, by=ben)
    actions.merge_question(again, into=first, by=mia)
    with pytest.raises(Refused) as refused:
        actions.merge_question(again, into=first, by=mia)
    assert refused.value.status == 409
    with pytest.raises(ValidationError):
        actions.merge_question(first, into=again, by=mia)
    assert Question.objects.filter(state=State.MERGED).count() == 1


def test_on_the_page_with_a_link_always_and_an_undo(first, again, ana, mia, work):
    client = Client()
    client.force_login(mia)
    address = f"/questions/{again.pk}/acts/duplicate/"
    for wrong in ("", "https://elsewhere.example/x", "0", str(again.pk)):
        assert client.post(address, {"duplicate_of": wrong}).status_code == 400
    page = client.post(address, {"duplicate_of": f"http://testserver{first.get_absolute_url()}"}, follow=True)
    assert page.redirect_chain[-1][0] == first.get_absolute_url() and "/undo/" in page.content.decode()
    work()
    anas = Client()
    anas.force_login(ana)
    assert "joined with one that was asked before" in anas.get("/decisions/").content.decode()
    decision = moderation.undo(_decision(), by=mia)
    assert decision.act == "part" and Client().get(again.get_absolute_url()).status_code == 200


def _decision():
    from community.moderation.models import Decision

    return Decision.objects.get(act="duplicate")


def test_an_older_merge_follows_and_comes_back(first, again, zed, mia):
    third = make_question(zed, "The lamp goes dim on every brake")
    actions.merge_question(again, into=first, by=mia)
    actions.merge_question(first, into=third, by=mia)
    actions.part_question(first, by=mia)
    again.refresh_from_db()
    assert again.merged_into_id == first.pk and now() - again.state_at < timedelta(minutes=1)
