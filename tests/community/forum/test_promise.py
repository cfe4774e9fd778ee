from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from community import clock
from community.forum import promise
from community.frame import identity
from tests.people import make_member
from tests.posts import make_answer, make_question


@pytest.fixture
def promised(db, monkeypatch):
    within = replace(identity.current(), promise=24)
    monkeypatch.setattr(identity, "current", lambda: within)


def page_of(member, address: str) -> str:
    client = Client()
    if member:
        client.force_login(member)
    return client.get(address).content.decode()


def test_who_asks_is_told_until_when_the_team_answers_and_nobody_else(promised, ana, ben):
    question = make_question(ana, title="Why does the lamp flicker?")
    assert "we answer within 24 hours" in page_of(ana, question.get_absolute_url())
    assert "we answer within" not in page_of(ben, question.get_absolute_url())
    assert "the team answers within 24 hours" in page_of(ana, "/questions/ask/")
    make_answer(question, ben)
    assert "we answer within" not in page_of(ana, question.get_absolute_url())


def test_a_promise_that_was_not_kept_says_so_there_and_to_the_team(promised, ana, leo):
    with clock.at(now() - timedelta(hours=30)):
        question = make_question(ana, title="Why does the lamp flicker?")
    assert "This takes longer than the 24 hours we promised." in page_of(ana, question.get_absolute_url())
    desk = page_of(leo, "/cms/")
    assert "They wait longer than you promised" in desk and "Why does the lamp flicker?" in desk


def test_without_a_promise_nothing_is_promised(ana):
    question = make_question(ana, title="Why does the lamp flicker?")
    assert "we answer within" not in page_of(ana, question.get_absolute_url())
    assert "answers within" not in page_of(ana, "/questions/ask/") and "Usually answered" not in page_of(ana, "/questions/ask/")


def test_the_usual_time_is_the_median_and_who_still_waits_counts_as_longest(ana, ben):
    for n in range(10):
        with clock.at(now() - timedelta(days=2)):
            question = make_question(ana, title=f"Question number {n} about it")
        if n < 6:
            with clock.at(now() - timedelta(days=2) + timedelta(hours=n + 1)):
                make_answer(question, ben)
    assert promise.usual() is not None and round(promise.usual().total_seconds() / 3600) == 6
    assert "Usually answered within" in page_of(None, "/questions/ask/")
    make_question(make_member("nia"), title="One more that still waits")
    make_question(make_member("noa"), title="And another one that waits")
    promise.forget()
    assert promise.usual() is None
