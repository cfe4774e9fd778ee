"""A member connects an account elsewhere, comes in by it, and disconnects it again."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from tests.elsewhere import HERE, JOIN, go, who
from tests.people import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def ana_here(ana) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": "ana@example.com", "password": "correct horse battery"})
    return browser


def connect(browser: Client):
    """allauth asks for the password again: whoever connects has just shown who they are."""
    browser.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
    return go(browser, to="/accounts/elsewhere/shop/connect/")


def test_a_member_connects_any_account_and_comes_in_by_it(other, ana, ana_here):
    other.person |= {"email": "private@example.net", "email_verified": False}
    assert connect(ana_here).url == HERE
    assert SocialAccount.objects.get().user == ana and mail.outbox[-1].to == ["ana@example.com"]
    assert "private@example.net" in ana_here.get(HERE).content.decode()
    browser = Client()
    go(browser)
    assert who(browser) == "ana" and ana.email == "ana@example.com"
    connect(ana_here)
    assert SocialAccount.objects.count() == 1


def test_connecting_asks_who_it_is_first_where_they_signed_in_some_minutes_ago(other, ana_here):
    session = ana_here.session
    session["account_authentication_methods"][0]["at"] -= 6 * 60
    session.save()
    answer = ana_here.post("/accounts/elsewhere/shop/connect/")
    assert answer.status_code == 302 and "/reauthenticate/" in answer.url and not other.heard
    assert Client().post("/accounts/elsewhere/shop/connect/").url.startswith("/accounts/login/")


def test_an_account_that_is_another_members_is_refused_with_the_reason(shop, ana, ana_here):
    shop.person |= {"sub": "u-9", "email": "ben@example.com"}
    ben = make_member("ben")
    go(Client())
    answer = connect(ana_here)
    assert answer.url == HERE and "Another member signs in with this account" in ana_here.get(HERE).content.decode()
    assert SocialAccount.objects.get().user == ben


def test_connecting_never_moves_a_member_by_the_address_the_account_has(shop, ana, ana_here):
    make_member("ben")
    shop.person["email"] = "ben@example.com"
    connect(ana_here)
    assert SocialAccount.objects.get().user == ana and who(ana_here) == "ana"


def test_disconnecting_closes_that_way_and_leaves_the_mail(other, ana, ana_here):
    connect(ana_here)
    account = SocialAccount.objects.get()
    assert ana_here.post("/accounts/elsewhere/disconnect/", {"account": account.pk}).url == HERE
    assert not SocialAccount.objects.exists()
    browser = Client()
    assert go(browser).url == JOIN
    for nonsense in ("", "0", "x", "9" * 30, account.pk):
        assert ana_here.post("/accounts/elsewhere/disconnect/", {"account": nonsense}).status_code == 404


def test_the_last_way_in_and_other_peoples_accounts_stay(other, ana, ana_here):
    connect(ana_here)
    account = SocialAccount.objects.get()
    zed = make_member("zed")
    theirs = SocialAccount.objects.create(user=zed, provider="shop", uid="z")
    assert ana_here.post("/accounts/elsewhere/disconnect/", {"account": theirs.pk}).status_code == 404
    ana.emailaddress_set.all().delete()
    answer = ana_here.post("/accounts/elsewhere/disconnect/", {"account": account.pk})
    assert answer.status_code == 403 and "only way in" in answer.content.decode()
    assert SocialAccount.objects.count() == 2


def test_without_a_provider_nothing_of_it_is_shown(ana_here):
    assert "Continue with" not in Client().get("/accounts/login/").content.decode()
    assert "Accounts elsewhere" not in ana_here.get("/settings/security/").content.decode()
    assert Client().get("/accounts/elsewhere/shop/").status_code == 404
