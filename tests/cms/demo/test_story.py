from datetime import timedelta

import pytest
from django.utils.timezone import now

from cms.demo import faces, story
from cms.demo.drawing import PRODUCTS
from community.forum import rules
from community.text import render

TOLD_AT = now()
ACTS = story.acts(told_at=TOLD_AT)
BRAND = story.brand()
MEMBERS = {person["handle"]: person for person in BRAND["member"]}


def test_it_is_a_community_one_can_believe_in():
    helped_each_other = [person for person in MEMBERS.values() if "group" not in person]
    questions = story.questions()
    assert len(helped_each_other) == 13
    assert 40 <= len(questions) <= 50
    assert {row.get("language", "en") for row in questions} == {"en", "es", "ms"}
    assert 20 <= len({tag for row in questions for tag in row["tags"]}) <= 30
    assert len(BRAND["category"]) == 4 and {row["key"] for row in BRAND["product"]} == set(PRODUCTS)


def test_everything_in_a_communitys_life_happens_in_it():
    verbs = {act.verb for act in ACTS}
    assert verbs == {"ask", "answer", "comment", "edit", "accept", "unaccept", "help", "thank", "doubt", "me_too", "close"}
    answered = {row["key"] for row in story.questions() if row.get("answer")}
    assert len({row["key"] for row in story.questions()} - answered) >= 4


def test_nobody_acts_before_joining_or_in_the_future():
    for act in ACTS:
        joined = TOLD_AT - timedelta(days=MEMBERS[act.by]["joined"])
        assert joined < act.at < TOLD_AT, (act.verb, act.by, act.about)


def test_nothing_happens_to_a_text_before_it_is_written():
    written: dict[tuple[str, int], object] = {}
    for act in ACTS:
        if act.verb in ("ask", "answer"):
            written[act.about, act.answer] = act.at
        else:
            assert (act.about, act.answer) in written, (act.verb, act.by, act.about)


def test_an_answer_is_marked_by_others_and_once_by_each():
    authors = {(act.about, act.answer): act.by for act in ACTS if act.verb == "answer"}
    pressed = [(act.about, act.answer, act.by) for act in ACTS if act.verb == "help"]
    assert len(pressed) == len(set(pressed))
    for about, answer, by in pressed:
        assert authors[about, answer] != by, (about, by)


def test_this_week_has_its_thank_yous():
    fresh = [act for act in ACTS if act.verb == "thank" and act.words["public"] and TOLD_AT - act.at < timedelta(days=6)]
    assert len({act.by for act in fresh}) >= 5


@pytest.mark.parametrize("row", story.questions(), ids=lambda row: row["key"])
def test_each_text_fits_and_renders(row):
    assert rules.TITLE_MIN <= len(row["title"]) <= rules.TITLE_MAX
    texts = [row["body"], *(answer["body"] for answer in row.get("answer", []))]
    for text in texts:
        assert render(text).count("<") >= 2
    assert len(row["tags"]) <= rules.TAGS_MAX and len(row["products"]) <= rules.PRODUCTS_MAX
    assert set(row["products"]) <= {product["key"] for product in BRAND["product"]}


def test_every_face_can_be_drawn():
    for person in MEMBERS.values():
        if "face" in person:
            assert len(faces.draw(*person["face"]).getvalue()) > 1000
