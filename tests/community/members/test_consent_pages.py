"""Yes and no on pages: in the settings, on the profile, and where the brand asks newcomers."""

import pytest
from django.test import Client

from community.members import actions
from community.members.consent import may
from community.members.models import Consent
from tests.people import PASSWORD

ASK = "/consent/"
SAY = {"purpose": "news", "channel": "mail", "wording": "1", "where": "settings", "next": "/settings/privacy/#agreed"}


@pytest.fixture
def mine(ana):
    client = Client()
    client.force_login(ana)
    return client


def test_the_page_shows_each_purpose_as_it_stands_and_one_act_changes_it(mine, ana):
    page = mine.get("/settings/privacy/").content.decode()
    assert page.count("Off until you allow it") == 5 and "Allow<" in page
    answer = mine.post("/settings/privacy/consent/", SAY | {"say": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/privacy/#agreed")
    page = mine.get("/settings/privacy/").content.decode()
    assert may(ana, "news", "mail") and "in the settings. Wording of" in page and "Withdraw<" in page
    mine.post("/settings/privacy/consent/", SAY | {"say": "no", "where": "profile"})
    assert not may(ana, "news", "mail") and "No since" in mine.get("/settings/privacy/").content.decode()
    assert ana.consents.latest("pk").where == Consent.Where.PROFILE


@pytest.mark.parametrize(
    ("wrong", "status"), [({"purpose": "nothing"}, 404), ({"wording": "0"}, 409), ({"channel": "site"}, 404)]
)
def test_what_nobody_asks_and_words_nobody_uses_are_refused(mine, wrong, status):
    assert mine.post("/settings/privacy/consent/", SAY | {"say": "yes"} | wrong).status_code == status
    assert not Consent.objects.exists()


def test_a_form_never_leads_to_another_site(mine):
    answer = mine.post("/settings/privacy/consent/", SAY | {"say": "yes", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_nothing_is_asked_where_the_brand_asks_for_nothing(client, ana, mine):
    for browser in (client, mine):
        assert "May we?" not in browser.get("/questions/").content.decode()
    client.post(ASK, {"purpose": "news", "say": "yes"})
    mine.post(ASK, {"purpose": "news", "say": "yes"})
    assert "consent" not in client.cookies and not Consent.objects.exists()


@pytest.fixture
def banner(settings, db):
    settings.CONSENT_BANNER = ["news", "boards"]


def test_a_guest_is_asked_once_for_each_purpose_and_both_buttons_weigh_the_same(banner, client):
    page = client.get("/questions/").content.decode()
    assert page.count('class="btn sec" name="say"') == 4 and "btn pri" not in page.split('id="asked"')[1].split("</section>")[0]
    client.post(ASK, {"purpose": "news", "say": "no", "next": "/questions/"})
    assert client.get("/questions/").content.decode().count('name="say"') == 2
    client.post(ASK, {"purpose": "boards", "say": "yes"})
    assert "May we?" not in client.get("/questions/").content.decode()
    assert client.cookies["consent"].value == "news.no_boards.yes" and not Consent.objects.exists()


def sign_in(client, ana):
    return client.post("/accounts/login/", {"login": ana.email, "password": PASSWORD})


def test_what_a_guest_said_is_theirs_when_they_sign_in_and_leaves_the_browser(banner, client, ana):
    client.post(ASK, {"purpose": "news", "say": "yes"})
    client.post(ASK, {"purpose": "boards", "say": "no"})
    assert sign_in(client, ana).status_code == 302
    assert may(ana, "news", "mail") and not may(ana, "boards", "site")
    assert set(ana.consents.values_list("purpose", "allowed", "where")) == {("news", True, "banner"), ("boards", False, "banner")}
    assert client.cookies["consent"].value == "" and "May we?" not in client.get("/questions/").content.decode()


def test_what_somebody_said_before_stands_against_an_old_browser(banner, client, ana):
    actions.withdraw(ana, purpose="news", channel="mail", where="settings", by=ana)
    client.post(ASK, {"purpose": "news", "say": "yes"})
    sign_in(client, ana)
    assert not may(ana, "news", "mail") and ana.consents.count() == 1


def test_a_member_who_never_said_is_asked_and_the_answer_counts_at_once(banner, mine, ana):
    assert mine.get("/questions/").content.decode().count('name="say"') == 4
    mine.post(ASK, {"purpose": "boards", "say": "yes"})
    assert may(ana, "boards", "site") and mine.get("/questions/").content.decode().count('name="say"') == 2


def test_another_site_cannot_say_yes_for_anybody(banner, client, mine):
    for browser in (client, mine):
        for header in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
            assert browser.post(ASK, {"purpose": "news", "say": "yes"}, headers=header).status_code == 403
    assert "consent" not in client.cookies and not Consent.objects.exists()


@pytest.mark.parametrize("value", ["", "news", "news.maybe", "other.yes", "_._", "x" * 4000, "news.yes.more"])
def test_whatever_stands_in_the_cookie_breaks_nothing(banner, client, ana, value):
    client.cookies["consent"] = value
    assert client.get("/questions/").status_code == 200
    sign_in(client, ana)
    assert not Consent.objects.exists()


def test_a_page_kept_for_guests_asks_only_those_who_have_not_answered(banner, settings, client):
    settings.GUEST_PAGES_SECONDS = 60
    assert "May we?" in client.get("/questions/").content.decode()
    client.post(ASK, {"purpose": "news", "say": "no"})
    assert client.get("/questions/").content.decode().count('name="say"') == 2
    client.post(ASK, {"purpose": "boards", "say": "no"})
    assert "May we?" not in client.get("/questions/").content.decode()
    assert "May we?" in Client().get("/questions/").content.decode()
