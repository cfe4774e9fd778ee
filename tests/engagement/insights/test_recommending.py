"""Promoters minus detractors: each member's last word in the time, nothing of fewer than ten, and on the page."""

from datetime import timedelta

import pytest

from community import clock
from engagement.cases.models import Survey
from engagement.insights.figures import Board
from engagement.insights.measures import Period
from tests.people import make_member

pytestmark = pytest.mark.django_db


def said(member, score, days=3):
    then = clock.now() - timedelta(days=days)
    Survey.objects.create(member=member, kind="recommend", planned_at=then, asked_at=then, answered_at=then, score=score)


@pytest.fixture
def crowd():
    return [make_member(f"one-{n}") for n in range(12)]


def shown():
    return Board(Period.of(12)).recommend


def test_each_counts_once_by_the_last_word_and_what_was_before_stands_beside(crowd, client, leo):
    for place, member in enumerate(crowd):
        said(member, 3, days=60)  # not happy yet
        said(member, 10 if place < 6 else 8 if place < 9 else 5)
        said(member, 9 if place < 3 else 0, days=100)
    figure = shown()
    assert (figure.value, figure.of, figure.few) == (pytest.approx(3 / 12), 12, False)
    assert figure.before == pytest.approx((3 - 9) / 12) and figure.low < figure.value < figure.high
    client.force_login(leo)
    page = client.get("/cms/insights/").content.decode()
    assert "Would recommend us" in page and "+25" in page and "+75 pts" in page
    assert "recommend,points,0.25,-0.5" in client.get("/cms/insights/figures.csv").content.decode()


def test_of_fewer_than_ten_people_nothing_is_said(crowd, client, leo):
    for member in crowd[:9]:
        said(member, 10)
        said(member, 10, days=4)
    assert (shown().value, shown().few, shown().of) == (None, True, 9)
    client.force_login(leo)
    assert "+100" not in client.get("/cms/insights/").content.decode()


def test_what_was_not_answered_or_asked_otherwise_does_not_count(crowd):
    for member in crowd:
        said(member, None)
    assert shown().of == 0
