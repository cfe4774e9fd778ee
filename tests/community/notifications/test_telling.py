"""Who is told of what, once, and never of what they may not see."""

from datetime import timedelta

import pytest
from django.core import mail

from community import clock
from community.events import door
from community.events.models import Due, Event
from community.forum import actions as forum
from community.forum.models import Answer, Question
from community.members import actions as members
from community.notifications import actions, reactions
from community.notifications.inbox import page_for
from community.notifications.models import Channel, Message
from tests.posts import make_answer, make_question


def of_the_forum(kind):
    return kind.startswith("answer.")  # other rooms tell things of their own


def sentences(member):
    entries = [entry for group in page_for(member).groups for entry in group.entries]
    return [entry.line.sentence for entry in entries if of_the_forum(entry.message.kind)]


def unread(member):
    return sum(of_the_forum(message.kind) for message in Message.objects.inbox_of(member.pk).unread())


def letters():
    return [letter for letter in mail.outbox if "answer" in letter.subject]


@pytest.fixture
def question(ana):
    return make_question(ana)


def test_the_asker_is_told_of_an_answer_here_and_by_mail(question, ana, ben, work):
    answer = make_answer(question, ben)
    work()
    assert sentences(ana) == ["Ben answered your question."]
    assert sentences(ben) == []
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == (["ana@example.com"], f"Ben answered your question. {question.title}")
    assert answer.get_absolute_url() in letter.body and "Check the earth wire" in letter.body


def test_the_helper_is_told_of_an_accept_and_of_a_thank_you(question, ana, ben, work):
    answer = make_answer(question, ben)
    forum.accept_answer(answer, by=ana)
    forum.write_note(answer, words="You saved my evening, really.", by=ana)
    work()
    assert sentences(ben) == ["Ana thanked you for your answer.", "Ana accepted your answer."]
    assert "You saved my evening" in letters()[-1].body


def test_what_happened_long_ago_stands_in_the_inbox_as_read_and_is_not_mailed(question, ana, ben, work):
    with clock.at(clock.now() - timedelta(days=31)):
        make_answer(question, ben)
    with clock.at(clock.now() - timedelta(days=29)):
        make_answer(question, ben, "And the bulb, while you are there.")
    work()
    assert len(sentences(ana)) == 2 and unread(ana) == 1 and not letters()


def test_nobody_is_told_of_their_own_acts(question, ana, work):
    answer = make_answer(question, ana)
    forum.accept_answer(answer, by=ana)
    work()
    assert not Message.objects.exists() and not letters()


def test_a_fact_worked_on_twice_is_told_once(question, ana, ben, work):
    make_answer(question, ben)
    work()
    event = Event.objects.get(name="answer.posted")
    for reaction in ("tell", "tell_by_mail"):
        door.run(event, f"community.notifications.reactions.{reaction}")
    assert sorted(Message.objects.values_list("channel", flat=True)) == [Channel.INBOX, Channel.MAIL]
    assert len(letters()) == 1


def test_an_answer_hidden_before_the_work_was_done_is_told_to_nobody(question, ana, ben, mia, work):
    answer = make_answer(question, ben)
    forum.hide_text(answer, reason="spam", by=mia)
    work()
    assert sentences(ana) == [] and unread(ana) == 0
    assert not letters()


def test_an_answer_hidden_later_leaves_the_inbox_and_the_count_and_comes_back_when_restored(question, ana, ben, mia, work):
    answer = make_answer(question, ben)
    work()
    assert unread(ana) == 1
    forum.hide_text(answer, reason="spam", by=mia)
    assert sentences(ana) == []  # even before the worker comes
    work()
    assert unread(ana) == 0
    forum.restore_text(answer, by=mia)
    work()
    assert unread(ana) == 1 and sentences(ana) == ["Ben answered your question."]


def test_an_accept_taken_back_before_the_mail_went_is_not_told(question, ana, ben, work):
    answer = make_answer(question, ben)
    work()
    mail.outbox.clear()
    forum.accept_answer(answer, by=ana)
    forum.unaccept_answer(answer, by=ana)
    work()
    assert sentences(ben) == [] and unread(ben) == 0
    assert not letters()


def test_a_thank_you_withdrawn_leaves_the_inbox(question, ana, ben, work):
    answer = make_answer(question, ben)
    forum.write_note(answer, words="You saved my evening, really.", by=ana)
    work()
    assert unread(ben) == 1
    forum.withdraw_mark(answer, by=ana)
    work()
    assert sentences(ben) == [] and unread(ben) == 0


def test_a_silent_fact_tells_nobody(question, ana, ben, work):
    make_answer(question, ben)
    event = Event.objects.get(name="answer.posted")
    event.silent = True
    reactions.tell(door.load(event), event)
    reactions.tell_by_mail(door.load(event), event)
    assert not Message.objects.exists() and not letters()


def test_people_who_never_signed_in_are_told_nothing(ben, work):
    ghost = members.create_member(name="Old Timer", email="old@example.com")
    type(ghost).objects.filter(pk=ghost.pk).update(claimed_at=None)
    make_answer(make_question(ghost), ben)
    work()
    assert not Message.objects.exists() and not letters()


def test_a_story_of_the_past_stands_in_the_inbox_and_sends_no_mail(ana, ben, work):
    from datetime import timedelta

    from community import clock

    with clock.at(clock.now() - timedelta(days=30)):
        make_answer(make_question(ana), ben)
    work()
    assert sentences(ana) == ["Ben answered your question."]
    assert not letters()


def test_what_a_member_does_not_want_is_not_sent_and_the_rest_is(question, ana, ben, work):
    actions.choose([(kind, "inbox") for kind in ("answer.accepted", "answer.thanked")], by=ana)
    make_answer(question, ben)
    work()
    assert not Message.objects.exists() and not letters()
    answer = make_answer(make_question(ben, title="How do I clean the chain guard?"), ana)
    forum.accept_answer(answer, by=ben)
    work()
    assert sentences(ana) == ["Ben accepted your answer."]
    assert not letters()[1:] and letters()[0].to == ["ben@example.com"]


def test_the_mail_has_a_stable_id_and_a_way_out_that_programs_know(question, ana, ben, work):
    from community.notifications.mail import message_id

    make_answer(question, ben)
    work()
    letter = mail.outbox[0]
    event = Event.objects.get(name="answer.posted")
    assert letter.extra_headers["Message-ID"] == message_id(event, member=ana)
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/notifications/unsubscribe/")
    assert letter.message()["Message-ID"] == letter.extra_headers["Message-ID"]
    html = letter.alternatives[0][0]
    assert "Ben answered your question." in html and "<script" not in html and " style=" not in html


def test_the_mail_speaks_the_receivers_language(ben, work, settings):
    from tests.people import make_member

    carla = make_member("carla", language="es")
    make_answer(make_question(carla), ben)
    work()
    assert 'lang="es"' in mail.outbox[0].alternatives[0][0]


def test_a_name_cannot_add_lines_to_the_header(question, ben, work):
    type(ben).objects.filter(pk=ben.pk).update(name="Ben\r\nBcc: all@example.com")
    make_answer(question, ben)
    work()
    assert not Due.objects.exists()
    assert "\n" not in mail.outbox[0].subject and mail.outbox[0].recipients() == ["ana@example.com"]


def test_who_follows_is_told_of_each_new_answer_once_until_they_stop(question, ana, ben, zed, work):
    forum.follow_question(question, by=zed)
    forum.follow_question(question, by=zed)
    forum.follow_question(question, by=ben)
    answer = make_answer(question, ben)
    work()
    Due.objects.create(event=Event.objects.get(name="answer.posted"), reaction="community.forum.reactions.tell_followers")
    work()
    told = [m.event.actor_id for m in Message.objects.inbox_of(zed.pk).with_events()]
    assert told == [ben.pk] and not Message.objects.inbox_of(ben.pk).exists()
    letter = next(letter for letter in mail.outbox if letter.to == ["zed@example.com"])
    assert letter.subject == f"Ben answered a question you follow. {question.title}" and answer.get_absolute_url() in letter.body
    forum.unfollow_question(question, by=zed)
    forum.unfollow_question(question, by=zed)
    make_answer(question, ana, "I found it myself.")
    work()
    assert Message.objects.inbox_of(zed.pk).count() == 1


def test_who_follows_hears_nothing_of_what_they_may_not_see(question, ana, ben, zed, mia, work):
    forum.follow_question(question, by=zed)
    hidden = make_answer(question, ben)
    forum.hide_text(hidden, reason="spam", by=mia)
    make_answer(question, ben, "A second one, which stays.")
    Question.objects.update(visibility="private")
    Answer.objects.update(visibility="private")
    work()
    assert not Message.objects.inbox_of(zed.pk).exists() and not any(letter.to == ["zed@example.com"] for letter in mail.outbox)
