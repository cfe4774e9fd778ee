"""What a page that lost its socket asks for."""

import re

import pytest
from django.urls import reverse

from community.forum import actions
from tests.posts import make_answer, make_question


def news(client, question, after="0", known=""):
    page = client.get(reverse("news_fragment", args=[question.pk]), {"after": after, "known": known}).content.decode()
    found = re.search(r'data-ids="([\d,]+)"', page)
    return ([int(pk) for pk in found[1].split(",")] if found else []), page


def test_answers_that_came_after_are_counted_in_words_and_known_ones_are_not(client, ana, ben, zed):
    question = make_question(ana)
    old = make_answer(question, ben)
    new = [make_answer(question, zed, f"Idea number {n}, in words.") for n in range(2)]
    ids, page = news(client, question, after=old.pk, known=f"{old.pk}")
    assert ids == [answer.pk for answer in new] and "2 new answers" in page
    assert news(client, question, after=new[1].pk, known=f"{old.pk},{new[0].pk},{new[1].pk}")[0] == []


def test_an_answer_with_a_lower_id_that_was_committed_later_is_found(client, ana, ben, zed):
    question = make_question(ana)
    late, early = make_answer(question, ben), make_answer(question, zed, "It is the bulb.")
    assert news(client, question, after=early.pk, known=str(early.pk))[0] == [late.pk]


def test_what_one_may_not_read_and_ones_own_are_no_news(client, ana, ben, zed, mia):
    question = make_question(ana)
    hidden, own = make_answer(question, zed, "Buy my lamps."), make_answer(question, ben)
    actions.hide_text(hidden, reason="spam", by=mia)
    client.force_login(ben)
    assert news(client, question)[0] == []
    client.logout()
    assert news(client, question)[0] == [own.pk]


@pytest.mark.parametrize("nonsense", ["", "x", "-5", "9" * 40, "1.5", "²"])
def test_a_nonsense_number_is_none(client, ana, ben, nonsense):
    question = make_question(ana)
    answer = make_answer(question, ben)
    assert news(client, question, after=nonsense, known=nonsense)[0] == [answer.pk]


def test_a_question_one_may_not_open_has_no_news(client, ana):
    question = make_question(ana, visibility="private")
    assert client.get(reverse("news_fragment", args=[question.pk])).status_code == 404
    client.force_login(ana)
    assert client.get(reverse("news_fragment", args=[question.pk])).status_code == 200


def test_the_page_names_the_newest_answers_even_when_it_does_not_show_them(client, ana, ben):
    question = make_question(ana)
    answers = [make_answer(question, ben, f"Idea number {n}, in words.") for n in range(33)]
    page = client.get(question.get_absolute_url()).content.decode()
    known = re.search(r'data-known="([\d,]*)"', page)[1]
    assert known == ",".join(str(answer.pk) for answer in answers[-20:])
