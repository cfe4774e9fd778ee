"""Words that hold a text: it waits, its author sees why in general words, somebody approves or refuses it."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from community.events.models import Event
from community.forum import actions as forum
from community.forum.models import Answer, Question, State
from community.moderation import actions
from community.moderation.models import Act, Decision, Item
from community.notifications.inbox import page_for
from community.screening import actions as screening
from community.screening import rules
from community.screening.models import HeldWord
from community.verdict import Refused
from tests.people import make_moderator
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db

WORD = "brewdrops"


@pytest.fixture(autouse=True)
def words(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for word in (WORD, "40 % off", "bypass*"):
            screening.save_word(HeldWord(words=word))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Buy it at BrewDrops!", [WORD]),
        ("Now 40 %  OFF, really", ["40 % off"]),
        ("brewdropsy is an illness", []),
        ("bypassing the fuse", ["bypass*"]),
        ("b​rewdrops", [WORD]),
        ("", []),
    ],
)
def test_which_texts_have_them(text, found):
    assert rules.found_in(text, [WORD, "40 % off", "bypass*"]) == found


def names():
    return set(Event.objects.values_list("name", flat=True))


def test_a_held_answer_waits_in_the_queue_and_nobody_else_sees_it(ana, ben, mia, work):
    question = make_question(ana)
    answer = make_answer(question, ben, f"Get it at {WORD}.")
    work()
    question.refresh_from_db()
    assert answer.state == State.HELD and question.answers_count == 0 and "answer.posted" not in names()
    item = Item.objects.get()
    assert item.is_held and item.marks == [WORD] and item.author == ben and not page_for(ana).groups
    bens, anas = Client(), Client()
    bens.force_login(ben)
    anas.force_login(ana)
    page = bens.get(question.get_absolute_url()).content.decode()
    assert "waits for a check" in page and "a person looks at first" in page
    assert WORD not in anas.get(question.get_absolute_url()).content.decode()


def test_approved_it_is_out_as_if_written_now_and_members_are_told_once(ana, ben, mia, work):
    answer = make_answer(make_question(ana), ben, f"Get it at {WORD}.")
    work()
    before = answer.published_at
    decision = actions.keep(Item.objects.get(), by=mia)
    work()
    answer.refresh_from_db()
    assert decision.act == Act.APPROVE and answer.state == State.PUBLISHED and answer.published_at > before
    assert Event.objects.filter(name="answer.posted").count() == 1 and Item.objects.get().decided_at
    assert "Ben answered your question." in [e.line.sentence for g in page_for(ana).groups for e in g.entries]
    actions.undo(decision, by=mia)
    answer.refresh_from_db()
    work()
    assert answer.state == State.HELD and Item.objects.get().is_held
    actions.keep(Item.objects.get(), by=mia)
    assert Event.objects.filter(name="answer.posted").count() == 1


def test_refused_it_never_was_out_and_an_appeal_brings_it_out(ana, ben, mia, work):
    answer = make_answer(make_question(ana), ben, f"Get it at {WORD}.")
    work()
    refused = actions.hide(answer, reason="spam", item=Item.objects.get(), by=mia)
    assert refused.act == Act.REFUSE and "answer.posted" not in names()
    back = actions.undo(refused, by=mia)
    answer.refresh_from_db()
    assert back.act == Act.HOLD and answer.state == State.HELD and Item.objects.get().decided_at is None
    again = actions.hide(answer, reason="spam", by=mia)
    made = actions.appeal(again, words="It is only where I bought it.", by=ben)
    actions.answer_appeal(made, stands=False, by=make_moderator("moe"))
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED and "answer.posted" in names()


def test_an_edit_that_brings_a_word_holds_the_text(ana, ben, mia, work):
    answer = make_answer(make_question(ana), ben)
    forum.mark_helped(answer, by=ana)
    forum.edit_answer(answer, body=f"Buy it at {WORD}.", by=ben)
    work()
    answer.refresh_from_db()
    ben.refresh_from_db()
    assert answer.state == State.HELD and Item.objects.get().is_held and ben.people_helped == 0
    actions.approve(answer, by=mia)
    ben.refresh_from_db()
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED and ben.people_helped == 1
    forum.edit_answer(answer, body=f"Buy it at {WORD}, I said.", by=ben)
    answer.refresh_from_db()
    assert answer.state == State.PUBLISHED  # somebody has looked at that word


def test_questions_and_comments_wait_too_and_the_team_never(ana, ben, mia, work):
    asked = make_question(ana, f"Is {WORD} any good for a kettle?")
    assert asked.state == State.HELD and "question.asked" not in names()
    open_one = make_question(ana)
    remark = forum.post_comment(open_one, body=f"Ask {WORD}.", by=ben)
    assert remark.state == State.HELD and "comment.posted" not in names()
    assert make_answer(open_one, mia, f"We don't know {WORD}.").state == State.PUBLISHED
    work()
    for text in (asked, remark):
        actions.approve(text, by=mia)
    assert {"question.asked", "comment.posted"} <= names() and Decision.objects.count() == 2
    assert Question.objects.listed().count() == 2


def test_sent_twice_a_held_text_is_one(ana, ben):
    question = make_question(ana)
    one, two = (make_answer(question, ben, f"Get it at {WORD}.") for _ in range(2))
    assert one == two and Answer.objects.count() == 1


def test_only_moderators_approve_and_only_what_waits(ana, ben, leo, mia):
    answer = make_answer(make_question(ana), ben, f"Get it at {WORD}.")
    for by in (ana, ben, leo):
        with pytest.raises(Refused):
            actions.approve(answer, by=by)
    actions.approve(answer, by=mia)
    with pytest.raises(Refused) as refused:
        actions.approve(answer, by=mia)
    assert refused.value.status == 409


@pytest.mark.parametrize("word", ["", "  ", "*", WORD.upper()])
def test_the_list_takes_no_nothing_and_nothing_twice(word):
    with pytest.raises(ValidationError):
        screening.save_word(HeldWord(words=word))
    assert HeldWord.objects.count() == 3


def test_sent_from_the_page_the_author_reads_that_it_waits(ana, ben):
    question = make_question(ana)
    client = Client()
    client.force_login(ben)
    sent = client.post(f"/questions/{question.pk}/acts/answer/", {"body": f"Get it at {WORD}."}, follow=True)
    assert "a person looks at first: you hear as soon as it is out" in sent.content.decode()
