import json

import pytest

from community.forum import actions as forum
from engagement.connections import actions, sending
from tests.receivers import receiving


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings):
    settings.OUTGOING_ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def receiver():
    with receiving() as there:
        yield there


@pytest.fixture
def add(leo):
    """Makes an endpoint as the desk does."""

    def make(url, *facts, name="CRM", **said):
        return actions.add_endpoint(name=name, url=url, facts=facts or ["answer.accepted"], by=leo, **said)

    return make


@pytest.fixture
def deliver(work):
    """Let the worker do what facts owe, then carry what is due. In this thread, as one transaction holds the test."""

    def go():
        work()
        sending.drain()

    return go


def said(heard) -> dict:
    return json.loads(heard.body)


@pytest.fixture
def question_about_a_product(ana):
    category = forum.create_category(name="Machines")
    product = forum.create_product(name="Aria Duo", category=category)
    return forum.ask_question(title="Why is it loud?", body="The pump.", products=(product,), by=ana)
