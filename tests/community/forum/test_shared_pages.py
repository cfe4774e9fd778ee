"""What a public question says to everybody is read once, and nobody sees in it what is another's or what is no longer so."""

import random
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from community.forum import actions
from community.forum.models import PRIVATE, Answer, Comment, Question
from community.forum.views import shared
from community.members import actions as members
from community.verdict import Refused
from tests.people import make_member
from tests.posts import make_answer, make_question
from tests.remembering import pages_remembered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings, monkeypatch):
    with pages_remembered(settings, monkeypatch):
        yield


def looking_as(member=None) -> Client:
    browser = Client()
    if member:
        browser.force_login(member)
    return browser


def page_of(browser: Client, question: Question) -> str:
    page = browser.get(question.get_absolute_url())
    return without_tokens(page.content.decode()) if page.status_code == 200 else str(page.status_code)


def without_tokens(page: str) -> str:
    """What differs each time: the tokens of forms and the nonce of scripts."""
    parts = page.split('value="')
    return 'value="'.join([parts[0], *(part[part.index('"') :] if len(part.split('"')[0]) >= 36 else part for part in parts[1:])])


def afresh(browser: Client, question: Question) -> str:
    with override_settings(GUEST_PAGES_SECONDS=0):
        return page_of(browser, question)


def test_who_comes_after_two_others_pays_for_their_own_alone(ana, ben, django_assert_num_queries):
    question = make_question(ana)
    for number in range(12):
        actions.post_comment(question, answer=make_answer(question, make_member(f"helper-{number}")), body="It works.", by=ana)
    first, second = looking_as(ben), looking_as(make_member("cleo"))
    for browser in (first, second, second):  # what was noted before is heard at the third look
        page_of(browser, question)
    with django_assert_num_queries(4):  # session, member, what was noted, what they have said here
        page_of(second, question)


def test_a_text_that_only_its_author_sees_is_shown_to_nobody_else(ana, ben, mia):
    question = make_question(ana)
    answer = make_answer(question, ben, body="Glue the wire.")
    comment = actions.post_comment(question, body="Which lamp is it?", by=ben)
    everybody = {name: looking_as(who) for name, who in {"guest": None, "ana": ana, "ben": ben, "mia": mia}.items()}
    for text, words in ((answer, "Glue the wire."), (comment, "Which lamp is it?")):
        actions.hide_text(text, reason="other", by=mia)
        for order in (["ben", "mia", "guest", "ana"], ["guest", "ana", "mia", "ben"]):
            shared._known.forget()
            for name in order:
                page_of(everybody[name], question)
            shown = {name: words in page_of(everybody[name], question) for name in order}
            assert shown == {"guest": False, "ana": False, "ben": True, "mia": True}


def test_a_private_question_is_never_shared_nor_is_a_link_to_one(ana, ben, mia):
    secret = make_question(ana, title="A private lamp of mine")
    Question.objects.filter(pk=secret.pk).update(visibility=PRIVATE)
    open_one = make_question(ana, title="Why does the lamp hum?")
    secret.refresh_from_db()
    actions.close_question(open_one, reason="duplicate", duplicate_of=make_question(ana, title="Another lamp that hums"), by=mia)
    open_one.links.update(target=secret)
    hers, his = looking_as(ana), looking_as(ben)
    assert "A private lamp of mine" in page_of(hers, secret) and page_of(his, secret) == "404"
    assert "A private lamp of mine" in page_of(hers, open_one)
    for _time in range(3):
        assert "A private lamp of mine" not in page_of(his, open_one)
    assert list(shared._known.entries) == [open_one.pk]


def test_a_text_with_a_stencils_own_marks_gets_nobodys_token(ana, ben):
    question = make_question(ana)
    make_answer(question, ben, body="Look: \ue000csrf\ue001 and \ue000submission\ue001 here.")
    reader = looking_as(make_member("cleo"))
    for _time in range(3):
        page = reader.get(question.get_absolute_url()).content.decode()
        assert "\ue000csrf\ue001 and \ue000submission\ue001" in page


@pytest.mark.parametrize("seed", range(3))
def test_each_member_reads_at_once_what_stands_whoever_wrote_it(ana, ben, mia, seed):
    """Any acts in any order; after each, every viewer's page is the one that would be drawn without anything remembered."""
    dice, number = random.Random(seed), count()
    cleo = make_member("cleo")
    question = make_question(ana)
    make_answer(question, ben)
    viewers = [looking_as(who) for who in (None, ana, ben, cleo, mia)]

    def answer() -> Answer:
        return dice.choice(list(Answer.objects.filter(question=question)))

    def said() -> str:
        return f"Try the {next(number)}th wire of the lamp, it helped me."

    acts = {
        "answer": lambda who: make_answer(question, who, body=said()),
        "comment": lambda who: actions.post_comment(question, answer=dice.choice([None, answer()]), body=said(), by=who),
        "edit": lambda who: actions.edit_answer(answer(), body=said(), by=who),
        "mark": lambda who: actions.mark_helped(answer(), by=who),
        "note": lambda who: actions.write_note(answer(), words=said(), public=True, by=who),
        "accept": lambda who: actions.accept_answer(answer(), by=who),
        "hide": lambda who: actions.hide_text(dice.choice([answer(), *Comment.objects.all()]), reason="other", by=who),
        "restore": lambda who: actions.restore_text(answer(), by=who),
        "delete": lambda who: actions.delete_text(answer(), by=who),
        "doubt": lambda who: actions.doubt_answer(answer(), kind="outdated", reason="There is a newer lamp.", by=who),
        "follow": lambda who: actions.follow_question(question, by=who),
        "me too": lambda who: actions.say_me_too(question, by=who),
        "name": lambda who: members.change_profile(who, name=f"N{next(number)}", bio="", language="en", time_zone="UTC", by=who),
    }
    done = 0
    for verb in dice.sample([*acts] * 3, 2 * len(acts)):
        question = Question.objects.get(pk=question.pk)
        who = dice.choice([ana, ben, cleo, mia])
        who.refresh_from_db()
        try:
            acts[verb](who)
        except (Refused, ValidationError, IndexError):
            continue
        done += 1
        for browser in dice.sample(viewers[1:], 2):
            given = page_of(browser, question)
            assert (verb, given) == (verb, afresh(browser, question))
    assert done > 8
