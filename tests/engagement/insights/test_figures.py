"""What the brand's team reads: of enough people, with what was before, and nothing of fewer than ten."""

from datetime import timedelta

import pytest
from django.urls import reverse

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from community.forum.models import Category, Product
from engagement.insights import actions
from engagement.insights.figures import Board
from engagement.insights.measures import Period
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def figure(key):
    return next(one for one in Board(Period.of(12)).figures if one.key == key)


@pytest.fixture
def busy(ben, zed, mia):
    """Twelve members asked two weeks ago; ben answered nine within an hour, zed one after two days, mia one; one still waits."""
    category = Category.objects.get_or_create(slug="lights", defaults={"name": "Lights"})[0]
    lamp = Product.objects.create(name="Lamp", slug="lamp", category=category)
    then = clock.now() - timedelta(days=14)
    answers = []
    for place in range(12):
        with clock.at(then):
            asker = make_member(f"asker{place}")
            question = make_question(asker, f"How do I mount lamp number {place}?", products=[lamp])
        by, after = (
            (ben, timedelta(hours=1)) if place < 9 else (zed, timedelta(days=2)) if place == 9 else (mia, timedelta(hours=2))
        )
        if place < 11:
            with clock.at(then + after):
                answers.append(make_answer(question, by))
            with clock.at(then + after + timedelta(hours=1)):
                forum.accept_answer(answers[-1], by=asker)
    actions.follow_facts()
    return lamp


def test_shares_medians_and_counts_of_a_time(busy):
    in_day = figure("in_day")
    assert (in_day.value, in_day.of) == (pytest.approx(10 / 12), 12)
    assert in_day.low < in_day.value < in_day.high and in_day.before is None
    assert figure("by_members").value == pytest.approx(10 / 11)
    assert figure("first").value == 60  # minutes
    assert figure("helped").value == 11
    board = Board(Period.of(12))
    assert sum(week.by_members for week in board.weekly) == 10 and sum(week.by_team for week in board.weekly) == 1
    (need,) = board.needs
    assert (need.product, need.asked, need.solved.value, need.first.value) == (busy, 12, pytest.approx(11 / 12), 60)
    assert [stage.value for stage in board.stages][:2] == [12, 12] and board.waiting == 1


def test_of_fewer_than_ten_people_nothing_is_said(ana, ben):
    with clock.at(clock.now() - timedelta(days=2)):
        for place in range(12):  # twelve questions, one person
            make_answer(make_question(ana, f"How do I mount lamp number {place}?"), ben)
    actions.follow_facts()
    for key in ("in_day", "first", "by_members"):
        one = figure(key)
        assert one.value is None and one.few and one.low is None
    board = Board(Period.of(4))
    assert board.evenness == {} and board.top.value is None
    assert board.stages[1].value is None and board.stages[1].few and board.sums["asked"] == 12


def test_a_goal_is_kept_met_and_told(busy, leo):
    actions.set_goals({"in_day": 90, "first": 120, "helped": None}, by=leo)
    assert (figure("in_day").is_met, figure("first").is_met, figure("helped").is_met) == (False, True, None)


def test_on_mondays_the_team_hears_of_the_week_once(busy, leo, mia, work, client):
    monday = clock.now() + timedelta(days=7 - clock.now().weekday())
    assert actions.tell_the_week() == 0  # the first week is the one to come
    with clock.at(monday):
        assert actions.tell_the_week() == 1
        assert actions.tell_the_week() == 0
    told = Event.objects.get(name="week.summed")
    assert told.subject == leo and told.extras["waiting"] == 1
    work()
    client.force_login(leo)
    assert "1 still waits." in client.get(reverse("inbox")).content.decode()
