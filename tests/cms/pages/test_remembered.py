"""What a page says to everybody is drawn once for all who look, and never longer than it is true."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.pages import views
from community.forum import actions
from community.frame.actions import note_change
from tests.pages import cost_of
from tests.posts import make_answer, make_question
from tests.remembering import pages_remembered

pytestmark = pytest.mark.django_db
FOR_A_MEMBER = 3  # the session, the member, and which changes were noted


@pytest.fixture(autouse=True)
def kept(settings, monkeypatch):
    with pages_remembered(settings, monkeypatch):
        yield


def looking_as(member) -> Client:
    browser = Client()
    browser.force_login(member)
    return browser


def test_a_member_s_first_page_costs_what_is_theirs_alone(ana, ben):
    make_question(ana)
    first, second = looking_as(ana), looking_as(ben)
    page = first.get("/").content.decode()
    assert cost_of(first, "/") == cost_of(second, "/") == FOR_A_MEMBER
    assert "/members/ana/" in first.get("/").content.decode() and "/members/ana/" not in second.get("/").content.decode()
    assert first.get("/").content.decode().count("<article") == page.count("<article")


def test_what_has_changed_stands_there_at_once(ana, ben):
    answer = make_answer(make_question(ana, title="Why does the lamp hum at night?"), ben)
    reader = looking_as(ben)
    assert "hum at night" not in reader.get("/").content.decode()
    actions.accept_answer(answer, by=ana)
    assert "hum at night" in reader.get("/").content.decode()


def test_each_language_has_its_own(ana):
    reader = looking_as(ana)
    english = reader.get("/").content.decode()
    reader.cookies["language"] = "es"
    spanish = reader.get("/").content.decode()
    assert "Read the questions" in english and "Read the questions" not in spanish


def test_an_address_without_a_page_is_not_remembered(client):
    for number in range(3):
        assert client.get(f"/nothing-{number}/").status_code == 404
    assert not views._remembered.entries


def test_it_is_read_again_after_any_change_of_the_pages(ana):
    reader = looking_as(ana)
    reader.get("/")
    note_change("pages")
    with CaptureQueriesContext(connection) as asked:
        reader.get("/")
    assert len(asked) > FOR_A_MEMBER
