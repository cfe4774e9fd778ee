"""The terms, in a version, and the age it takes: accepted once, asked again when the version rises, never tricked into."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from community import clock
from community.members import actions, terms
from community.members.models import Agreement, Member
from tests.people import PASSWORD, make_member
from tests.posts import make_question
from tests.provider import providing, there_and_back

pytestmark = pytest.mark.django_db
HTML = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def second_version(settings):
    settings.TERMS_VERSION, settings.TERMS_URL = "2", "/terms/"


def join(browser: Client, **said: str):
    browser.post("/accounts/signup/", {"email": "nia@example.com", "name": "Nia", "agreed": "on"} | said)
    code = re.search(r"^([A-Z0-9]{4,}-?[A-Z0-9]*)$", mail.outbox[-1].body, re.MULTILINE)
    assert code
    return browser.post("/accounts/confirm-email/", {"code": code[1], "next": "/questions/"})


def accepted(member: Member) -> set[tuple[str, str]]:
    return set(Agreement.objects.filter(member=member).values_list("document", "version"))


def come_in(member: Member) -> Client:
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": member.email, "password": PASSWORD, "next": "/questions/"})
    browser.led_to = answer.url
    return browser


def test_who_joins_accepts_the_terms_and_says_to_be_old_enough_in_one_line():
    browser = Client()
    page = browser.get("/accounts/signup/").content.decode()
    assert "I accept the terms, version 2, and am 16 or older." in page and 'href="/terms/"' in page
    assert join(browser).url == "/questions/"
    nia = Member.objects.get()
    assert accepted(nia) == {("terms", "2"), ("age", "16")} and (nia.agreed_to, nia.of_age) == ("2", 16)
    shown = browser.get("/settings/privacy/").content.decode()
    assert "The terms, version 2" in shown and "That you are 16 or older" in shown


def test_without_the_tick_nobody_joins_and_the_address_stays_in_the_form():
    page = Client().post("/accounts/signup/", {"email": "nia@example.com", "name": "Nia"})
    assert b"Without this nobody can write here" in page.content and b'value="nia@example.com"' in page.content
    assert not Member.objects.exists() and not mail.outbox


@pytest.mark.parametrize(
    ("version", "age", "label"),
    [("", 18, "I am 18 or older."), ("2", 0, "I accept the terms, version 2."), ("", 0, "")],
    ids=["age only", "terms only", "nothing"],
)
def test_what_the_brand_does_not_ask_is_not_asked(settings, version, age, label):
    settings.TERMS_VERSION, settings.MINIMUM_AGE = version, age
    browser = Client()
    page = browser.get("/accounts/signup/").content.decode()
    assert label in page and ('name="agreed"' in page) == bool(label)
    join(browser)
    assert {version for _document, version in accepted(Member.objects.get())} == {version, str(age)} - {"", "0"}
    assert browser.get("/settings/", headers=HTML).status_code == 200


def test_nothing_is_written_down_before_the_address_is_confirmed():
    Client().post("/accounts/signup/", {"email": "nia@example.com", "agreed": "on"})
    assert not Agreement.objects.exists()

    Member.objects.update(joined_at=clock.now() - timedelta(days=8))
    actions.let_unconfirmed_go()
    assert not Member.objects.exists(), "a sign-up nobody confirmed is let go whole"


def test_who_confirms_in_another_browser_is_asked_there():
    Client().post("/accounts/signup/", {"email": "nia@example.com", "agreed": "on"})
    other = Client()
    other.post("/accounts/login/code/", {"email": "nia@example.com"})
    code = re.search(r"^([A-Z0-9]{4,}-?[A-Z0-9]*)$", mail.outbox[-1].body, re.MULTILINE)
    answer = other.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert answer.url == "/agree/?next=%2F" and not Agreement.objects.exists()


def test_what_one_person_accepted_in_a_browser_is_not_said_by_the_next(ana):
    browser = Client()
    browser.post("/accounts/signup/", {"email": "nia@example.com", "agreed": "on"})
    browser.post("/accounts/login/", {"login": ana.email, "password": PASSWORD})
    assert not Agreement.objects.filter(member=ana).exists() and not Member.objects.get(pk=ana.pk).agreed_to


def test_who_comes_with_an_account_elsewhere_passes_the_same_line():
    with providing(trusted=True):
        browser = Client()
        browser.get(there_and_back(browser.post("/accounts/elsewhere/shop/")))
        assert browser.post("/accounts/3rdparty/signup/", {"name": "Ana"}).status_code == 200 and not Member.objects.exists()
        browser.post("/accounts/3rdparty/signup/", {"name": "Ana", "agreed": "on"})
    assert accepted(Member.objects.get()) == {("terms", "2"), ("age", "16")}


def test_a_member_is_asked_once_when_the_version_rises_and_is_then_where_they_wanted_to_go(ana, settings):
    actions.agree(ana, terms="2")
    browser = come_in(ana)
    assert browser.led_to == "/questions/"
    settings.TERMS_VERSION = "3"
    assert browser.get("/badges/", headers=HTML).url == "/agree/?next=%2Fbadges%2F"
    page = browser.get("/agree/?next=/badges/").content.decode()
    assert "Our terms have changed" in page and "version 3" in page and "or older" not in page
    assert browser.post("/agree/", {"agreed": "on", "version": "3", "next": "/badges/"}).url == "/badges/"
    assert browser.get("/badges/", headers=HTML).status_code == 200
    assert accepted(ana) == {("terms", "2"), ("terms", "3")}
    assert browser.get("/agree/?next=/badges/").url == "/badges/"


def test_who_declines_reads_on_and_writes_nothing_and_can_leave_or_take_their_data(ana, settings):
    question = make_question(make_member("ben"))
    browser = come_in(ana)
    assert browser.led_to == "/agree/?next=%2Fquestions%2F"
    assert browser.post("/agree/", {"say": "later", "next": "/questions/"}).url == "/questions/"
    for page in ("/questions/", question.get_absolute_url(), "/settings/privacy/", "/notifications/"):
        assert browser.get(page, headers=HTML).status_code == 200, page
    answer = browser.post(f"/questions/{question.pk}/acts/answer/", {"body": "Check the earth wire."}, headers=HTML)
    assert answer.status_code == 403 and b"Check the earth wire." in answer.content
    assert not question.answers.exists() and not Agreement.objects.exists()
    assert browser.post("/settings/privacy/export/").status_code == 302
    settings.TERMS_VERSION = "3"
    assert browser.get("/questions/", headers=HTML).url.startswith("/agree/"), "other words are asked about anew"


def test_forms_without_the_tick_or_to_words_that_changed_meanwhile_are_shown_again(ana, settings):
    browser = come_in(ana)
    assert browser.post("/agree/", {"version": "2"}).status_code == 400
    settings.TERMS_VERSION = "3"
    answer = browser.post("/agree/", {"agreed": "on", "version": "2"})
    assert answer.status_code == 400 and b"The words changed" in answer.content
    assert not Agreement.objects.exists()
    assert browser.post("/agree/", {"agreed": "on", "version": "3", "next": "https://evil.example/"}).url == "/"


def test_pieces_programs_and_guests_are_not_led_away(ana):
    question = make_question(make_member("ben"))
    browser = come_in(ana)
    assert browser.get(f"{question.get_absolute_url()}", headers={"Accept": "application/json"}).status_code == 200
    fragment = f"/questions/{question.pk}/state/fragment/"
    assert browser.get(fragment, headers=HTML | {"HX-Request": "true"}).status_code == 200
    assert Client().get("/questions/", headers=HTML).status_code == 200
    assert browser.get("/terms/", headers=HTML).status_code == 404, "the terms themselves can always be read"


def test_twice_is_once_and_it_is_never_changed(ana):
    actions.agree(ana, terms="2", age=16)
    actions.agree(ana, terms="2", age=16)
    assert Agreement.objects.filter(member=ana).count() == 2
    for change in (lambda: Agreement.objects.update(version="9"), lambda: Agreement.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_who_keeps_the_terms_says_which_are_in_force(ana):
    told_before = terms._told_by[0]
    terms.told_by(lambda: terms.Terms(version="2027-01", address="/our-terms/"))
    try:
        assert "version 2027-01" in Client().get("/accounts/signup/").content.decode()
    finally:
        terms.told_by(told_before)


def test_members_who_were_here_before_are_not_asked_their_age(ana, settings):
    settings.TERMS_VERSION = ""
    assert come_in(ana).led_to == "/questions/"
