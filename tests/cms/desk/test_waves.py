"""The wave on the desk: two screens and two presses; members see nothing of it."""

import re

import pytest

from community.forum.models import Answer, State
from community.moderation.models import Sanction
from tests.desk import as_
from tests.pages import cost_of
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def bots(ana):
    question = make_question(ana)
    return [make_answer(question, make_member(f"bot{n}"), f"Buy <b>oil</b> number {n}") for n in range(3)]


def test_a_wave_is_looked_at_taken_away_and_taken_back(bots, mia):
    desk = as_(mia)
    empty = desk.get("/cms/moderation/wave/").content.decode()
    assert "Hide what is chosen" not in empty and ">A wave</a>" in empty
    address = "/cms/moderation/wave/?words=oil&hours=24&joined=7"
    page = desk.get(address).content.decode()
    assert "3 texts" in page and "3 accounts" in page and "&lt;b&gt;oil" in page and "<b>oil" not in page
    names = re.findall(r'name="item" value="(answer:\d+)" checked', page)
    assert len(names) == 3
    action = re.search(r'action="(/cms/moderation/wave/sweep/[^"]*)"', page)[1].replace("&amp;", "&")
    done = desk.post(action, {"item": names[:2], "reason": "spam", "days": "7", "note": ""}, follow=True).content.decode()
    assert "2 texts are hidden. 2 accounts are suspended." in done and "4 decisions of this wave stand." in done
    assert Answer.objects.filter(state=State.HIDDEN).count() == 2 and Sanction.objects.filter(ended_at=None).count() == 2
    wave = re.search(r'name="wave" value="(\w+)"', done)[1]
    for said in ("Everything is as it was before.", "There is nothing of it to take back any more."):
        assert said in desk.post("/cms/moderation/wave/back/", {"wave": wave}, follow=True).content.decode()
    assert not Answer.objects.filter(state=State.HIDDEN).exists() and not Sanction.objects.filter(ended_at=None).exists()
    assert "decisions of this wave" not in desk.get(f"/cms/moderation/done/?wave={wave}").content.decode()


def test_a_form_that_is_not_right_comes_back_with_what_was_chosen_and_written(bots, mia):
    desk, address = as_(mia), "/cms/moderation/wave/sweep/?words=oil&hours=24&joined=7"
    some = [f"answer:{bots[0].pk}"]
    for wrong in ({"reason": "nonsense", "days": "7"}, {"reason": "spam", "days": "5"}, {"reason": "spam", "days": ""}):
        back = desk.post(address, {"item": some, "note": "My words", **wrong})
        page = back.content.decode()
        assert back.status_code == 400 and 'value="My words"' in page
        assert re.findall(r'value="answer:(\d+)" checked', page) == [str(bots[0].pk)]
    nothing = desk.post(address, {"reason": "spam", "days": "0", "note": "My words"})
    assert nothing.status_code == 400 and "Choose between 1 and 200 texts." in nothing.content.decode()
    assert desk.get("/cms/moderation/wave/?hours=5").status_code == 400
    assert not Answer.objects.exclude(state=State.PUBLISHED).exists()


def test_it_is_the_moderators_alone(bots, ana, leo):
    for member in (ana, leo):
        for address in ("sweep/", "back/"):
            sent = {"item": f"answer:{bots[0].pk}", "reason": "spam", "days": "0", "wave": "x"}
            assert as_(member).post(f"/cms/moderation/wave/{address}", sent).status_code in (302, 403)
        assert as_(member).get("/cms/moderation/wave/").status_code in (302, 403)
    assert not Answer.objects.exclude(state=State.PUBLISHED).exists()


def test_it_costs_the_same_for_few_and_for_many(bots, ana, mia):
    desk, address = as_(mia), "/cms/moderation/wave/?hours=24&joined=0"
    few = cost_of(desk, address)
    question = make_question(ana)
    for n in range(9):
        make_answer(question, make_member(f"more{n}"), "Buy oil")
    assert cost_of(desk, address) == few
