"""A page costs the same number of queries for one row and for thirty, and templates ask the database nothing."""

import pytest
from django.test import Client

from community.forum import actions
from tests.pages import cost_of
from tests.people import make_member
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.once


def grow(question, n: int) -> None:
    for number in range(n):
        helper = make_member(f"helper{number}-{question.answers.count()}")
        answer = make_answer(question, helper, body=f"Answer text {number} of {helper.pk}")
        actions.write_note(answer, words="It helped", public=True, by=question.author)
        for remark in range(4):
            actions.post_comment(question, answer=answer, body=f"Remark {remark} on this", by=helper)


def test_a_question_page_costs_the_same_for_two_answers_and_for_twelve(ana, mia, asked_while_drawing):
    question = make_question(ana, tags=["one", "two"])
    readers = {"guest": Client(), "asker": Client(), "moderator": Client()}
    readers["asker"].force_login(ana)
    readers["moderator"].force_login(mia)

    def costs() -> dict[str, int]:
        return {who: cost_of(client, question.get_absolute_url()) for who, client in readers.items()}

    grow(question, 2)
    little = costs()
    grow(question, 10)
    assert costs() == little
    assert little == {"guest": 6, "asker": 10, "moderator": 10}
    assert asked_while_drawing == []


@pytest.mark.parametrize(
    "address",
    ["/questions/", "/questions/?sort=waiting", "/questions/?sort=solved", "/products/lamp/?sort=owners", "/tags/one/", "/tags/"],
)
def test_a_list_costs_the_same_for_one_row_and_for_a_full_page(client: Client, ana, ben, asked_while_drawing, address):
    product = actions.create_product(name="Lamp", category=actions.create_category(name="Things"))

    def fill(n: int, round_: int) -> None:
        for number in range(n):
            question = make_question(
                ana, title=f"Question {round_}-{number} of many", tags=["one", f"t{number}"], products=[product]
            )
            if number % 2:
                actions.accept_answer(make_answer(question, ben, body=f"Answer {round_} {number}"), by=ana)

    fill(2, 0)
    little = cost_of(client, address)
    fill(28, 1)
    assert cost_of(client, address) == little <= 4
    assert asked_while_drawing == []


def test_every_small_page_draws_without_asking(client: Client, ana, mia, asked_while_drawing):
    question = make_question(ana)
    grow(question, 1)
    answer = question.answers.get()
    client.force_login(mia)
    for address in (
        "/questions/ask/",
        f"/answers/{answer.pk}/notes/",
        f"/texts/answer/{answer.pk}/comments/",
        f"/texts/question/{question.pk}/comments/",
        f"/texts/answer/{answer.pk}/revisions/",
        f"/texts/answer/{answer.pk}/edit/",
        f"/texts/question/{question.pk}/edit/",
        f"/texts/answer/{answer.pk}/hide/",
        f"/questions/{question.pk}/acts/close/",
        f"/answers/{answer.pk}/doubt/outdated/",
        f"/questions/{question.pk}/answers/{answer.pk}/fragment/",
        f"/questions/{question.pk}/state/fragment/",
    ):
        assert client.get(address).status_code == 200, address
    assert asked_while_drawing == []
