from datetime import timedelta

from django.utils.timezone import now

from cms.blocks.proof import measure
from cms.blocks.questions import latest_solved
from community import clock
from community.forum import actions
from tests.people import make_member
from tests.posts import make_answer, make_question


def solved(asker, helper, title: str, **fields):
    question = make_question(asker, title=title, **fields)
    actions.accept_answer(make_answer(question, helper), by=asker)
    return question


def titles(**fields) -> list[str]:
    return [question.title for question in latest_solved(number=10, **fields)]


def test_the_question_solved_last_stands_first(ana, ben):
    older = make_question(ana, title="The first question of two")
    solved(ana, ben, "The second question of two")
    actions.accept_answer(make_answer(older, ben), by=ana)
    make_question(ana, title="A question without any answer")
    assert titles() == ["The first question of two", "The second question of two"]


def test_only_a_products_or_a_tags_questions_when_chosen(ana, ben):
    category = actions.create_category(name="Bikes")
    lamp = actions.create_product(name="Lamp", category=category)
    bell = actions.create_product(name="Bell", category=category)
    solved(ana, ben, "Why does my lamp flicker?", products=[lamp], tags=["light"])
    solved(ana, ben, "Why is my bell silent?", products=[bell], tags=["noise"])
    assert titles(product=lamp) == ["Why does my lamp flicker?"]
    assert titles(tag=actions.create_tag(name="noise")) == ["Why is my bell silent?"]


def test_hidden_deleted_and_private_questions_never_stand_there(ana, ben, mia):
    hidden = solved(ana, ben, "This one will be hidden")
    actions.hide_text(hidden, reason="other", by=mia)
    ben.is_superuser = True
    solved(ana, ben, "This one is private", visibility="private")
    assert titles() == []


def test_a_question_whose_accepted_answer_is_gone_does_not_stand_there(ana, ben, mia):
    question = solved(ana, ben, "Its answer will be hidden")
    question.refresh_from_db()
    actions.hide_text(question.accepted, reason="other", by=mia)
    assert titles() == []


def test_the_share_answered_within_a_day_is_measured_from_ten_questions_on(ana, ben):
    start = now() - timedelta(days=5)
    for number in range(10):
        assert measure().answered_in_a_day is None
        with clock.at(start + timedelta(hours=number)):
            question = make_question(ana, title=f"Question number {number} of ten")
        if number < 8:
            with clock.at(start + timedelta(hours=number + (20 if number < 7 else 30))):
                make_answer(question, ben)
    assert measure().answered_in_a_day == 70


def test_people_helped_are_counted_once_each_and_shown_from_ten_on(ana, ben, zed):
    first, second = make_answer(make_question(ana), ben), make_answer(make_question(ben, title="Another question"), zed)
    for number in range(10):
        assert measure().people_helped is None
        member = make_member(f"reader-{number}")
        actions.mark_helped(first, by=member)
        actions.mark_helped(second, by=member)
    assert measure().people_helped == 10
