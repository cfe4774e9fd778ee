"""Days are counted from rows, again when a fact touches them, and a recount finds nothing else."""

from datetime import timedelta

import pytest

from community import clock
from community.forum import actions as forum
from community.forum.models import Category, Product
from engagement.insights import actions, counting, reconcile
from engagement.insights.models import Day, Upto
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def told(day):
    return Day.objects.get(day=counting.day_of(day), product=None)


@pytest.fixture
def lamp():
    category = Category.objects.get_or_create(slug="lights", defaults={"name": "Lights"})[0]
    return Product.objects.create(name="Lamp", slug="lamp", category=category)


def test_a_day_says_what_was_asked_answered_solved_found_and_who_joined(ana, ben, mia, zed, lamp):
    question = make_question(ana, products=[lamp])
    answer = make_answer(question, ben)
    make_question(ben)
    make_question(mia)  # the team's own do not count
    forum.accept_answer(answer, by=ana)
    forum.mark_helped(answer, by=zed)
    actions.follow_facts()
    row = told(clock.now())
    assert (row.asked, row.answered, row.in_day, row.in_week, row.by_members, row.by_team, row.found) == (2, 1, 1, 1, 1, 0, 1)
    about = Day.objects.get(product=lamp)
    assert (about.asked, about.by_members, about.joined) == (1, 1, 0)
    assert list(reconcile.differences()) == []


def test_what_comes_late_counts_for_the_day_that_was_asked(ana, ben):
    then = clock.now() - timedelta(days=9)
    with clock.at(then):
        question = make_question(ana)
        slow = make_question(ana, "Which oil for the chain in winter?")
    actions.follow_facts()
    assert (told(then).asked, told(then).answered) == (2, 0)
    with clock.at(then + timedelta(hours=23)):
        make_answer(question, ben)
    forum.accept_answer(make_answer(slow, ben), by=ana)
    actions.follow_facts()
    row = told(then)
    assert (row.answered, row.in_day, row.in_week) == (2, 1, 0)
    assert told(clock.now()).by_members == 1
    assert list(reconcile.differences()) == []


def test_what_is_taken_back_hidden_or_moved_is_counted_anew(ana, ben, zed, mia, lamp):
    then = clock.now() - timedelta(days=3)
    with clock.at(then):
        question = make_question(ana, products=[lamp])
        answer = make_answer(question, ben)
        forum.accept_answer(answer, by=ana)
        forum.mark_helped(answer, by=zed)
    actions.follow_facts()
    assert (told(then).by_members, told(then).found) == (1, 1)
    answer.refresh_from_db()
    forum.hide_text(answer, reason="spam", by=mia)
    actions.follow_facts()
    assert (told(then).by_members, told(then).found, told(then).answered) == (0, 0, 0)
    assert list(reconcile.differences()) == []
    forum.restore_text(answer, by=mia)
    forum.unaccept_answer(answer, by=ana)
    actions.follow_facts()
    assert (told(then).by_members, told(then).found, told(then).answered) == (0, 1, 1)
    assert list(reconcile.differences()) == []


def test_a_wrong_count_is_found_and_put_right(ana):
    make_question(ana)
    assert actions.back_fill() >= 1
    Day.objects.filter(product=None).update(asked=7)
    found = list(reconcile.differences(fix=True))
    assert [(one.stored, one.should) for one in found if one.what == "asked of a day"] == [(7, 1)]
    assert list(reconcile.differences()) == []


def test_nothing_new_is_not_counted_again_and_a_back_fill_may_be_repeated(ana):
    make_question(ana)
    assert actions.follow_facts() == 1
    assert actions.follow_facts() == 0
    before = list(Day.objects.values_list("day", "asked"))
    actions.back_fill()
    actions.back_fill()
    assert list(Day.objects.values_list("day", "asked")) == before and Upto.objects.count() == 1


def test_nothing_has_happened_yet(db):
    assert actions.follow_facts() == 0
    assert actions.back_fill() == len(actions.every_day()) and not Day.objects.exists()
    assert list(reconcile.differences()) == []
