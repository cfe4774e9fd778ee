"""A page costs the same number of queries for one row and for thirty, and templates ask the database nothing."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.template import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.forum import actions
from tests.people import make_member
from tests.posts import make_answer, make_question


def cost(client: Client, address: str) -> int:
    """What the page asks when it is opened again: a cache that was cold for others' reasons is warm by then."""
    return min(_asked(client, address) for _time in range(3))


def _asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(asked)


@pytest.fixture
def silent_templates(monkeypatch) -> None:
    """While a template draws, a query is an error."""
    draw: Callable = Template._render  # after the context processors, which may ask
    depth = [0]

    def refuse(execute, sql, params, many, context):
        if "COUNT" in sql and "notifications_message" in sql:  # the inbox's number in the frame, asked lazily and once
            return execute(sql, params, many, context)
        raise AssertionError(f"a template asked: {sql[:200]}")

    def watched(self, context):
        if depth[0]:
            return draw(self, context)
        depth[0] += 1
        try:
            with connection.execute_wrapper(refuse):
                return draw(self, context)
        finally:
            depth[0] -= 1

    monkeypatch.setattr(Template, "_render", watched)


def grow(question, n: int) -> None:
    for number in range(n):
        helper = make_member(f"helper{number}-{question.answers.count()}")
        answer = make_answer(question, helper, body=f"Answer text {number} of {helper.pk}")
        actions.write_note(answer, words="It helped", public=True, by=question.author)
        for remark in range(4):
            actions.post_comment(question, answer=answer, body=f"Remark {remark} on this", by=helper)


@pytest.mark.parametrize("who", ["guest", "asker", "moderator"])
def test_a_question_page_costs_the_same_for_two_answers_and_for_twelve(client: Client, ana, mia, silent_templates, who):
    viewer = {"guest": None, "asker": ana, "moderator": mia}[who]
    question = make_question(ana, tags=["one", "two"])
    if viewer:
        client.force_login(viewer)
    grow(question, 2)
    cost(client, question.get_absolute_url())
    little = cost(client, question.get_absolute_url())
    grow(question, 10)
    assert cost(client, question.get_absolute_url()) == little <= 16


@pytest.mark.parametrize(
    "address", ["/questions/", "/questions/?sort=waiting", "/questions/?sort=solved", "/tags/one/", "/tags/"]
)
def test_a_list_costs_the_same_for_one_row_and_for_a_full_page(client: Client, ana, ben, silent_templates, address):
    product = actions.create_product(name="Lamp", category=actions.create_category(name="Things"))

    def fill(n: int, round_: int) -> None:
        for number in range(n):
            question = make_question(
                ana, title=f"Question {round_}-{number} of many", tags=["one", f"t{number}"], products=[product]
            )
            if number % 2:
                actions.accept_answer(make_answer(question, ben, body=f"Answer {round_} {number}"), by=ana)

    fill(2, 0)
    cost(client, address)
    little = cost(client, address)
    fill(28, 1)
    assert cost(client, address) == little <= 4


def test_every_small_page_draws_without_asking(client: Client, ana, mia, silent_templates):
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
