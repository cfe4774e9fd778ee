"""Signing in with an account elsewhere, through a real provider on this machine."""

import re

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from community.members.models import Identity, Member
from tests.elsewhere import JOIN, go, who
from tests.people import make_known, make_member
from tests.provider import TOKEN_HABITS, providing, there_and_back

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def code_in_mail() -> str:
    found = re.search(r"^([A-Z0-9]{4,}-?[A-Z0-9]*)$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    return found[1]


def test_a_customer_joins_with_the_account_of_the_shop_and_is_where_they_wanted_to_go(shop):
    browser = Client()
    assert "Continue with Tordo" in browser.get("/accounts/login/").content.decode()
    answer = go(browser, then="/settings/")
    assert answer.url == JOIN
    page = browser.get(JOIN).content.decode()
    assert 'value="Ana Torres"' in page and 'name="email"' not in page
    answer = browser.post(JOIN, {"agreed": "on", "name": "Ana T."})
    assert (answer.status_code, answer.url) == (302, "/settings/")
    ana = Member.objects.get()
    assert (ana.name, ana.handle, ana.email, ana.claimed_at is not None) == ("Ana T.", "ana-t", "ana@example.com", True)
    assert SocialAccount.objects.get().user == ana
    assert who(browser) == "ana-t" and len(mail.outbox) == 1 and "Tordo" in mail.outbox[0].subject


def test_the_question_to_the_provider_has_a_state_a_nonce_and_a_proof_that_the_code_is_ours(shop):
    browser = Client()
    go(browser)
    first = shop.asked
    go(browser)
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 16 and first[name] != shop.asked[name], name
    assert first["code_challenge_method"] == "S256" and first["response_type"] == "code"
    assert set(first["scope"].split()) == {"openid", "profile", "email"}


def test_a_link_begins_nothing_and_the_address_cannot_ask_for_more(shop):
    browser = Client()
    page = browser.get("/accounts/elsewhere/shop/?next=/settings/&process=connect&scope=admin&auth_params=prompt%3Dnone")
    assert page.status_code == 200 and "http-equiv" not in page.content.decode() and not shop.heard
    go(browser, to="/accounts/elsewhere/shop/?scope=admin&auth_params=nonce%3Dmine")
    assert "admin" not in shop.asked["scope"] and shop.asked["nonce"] != "mine"


def test_who_comes_back_is_known_by_the_subject_whatever_else_changed_there(shop):
    go(Client())
    browser = Client()
    go(browser)
    browser.post(JOIN, {"agreed": "on", "name": "Ana"})
    make_member("ben")
    shop.person |= {"email": "ben@example.com", "name": "Ben"}
    again = Client()
    assert go(again, then="/settings/").url == "/settings/"
    ana = Member.objects.get(email="ana@example.com")
    assert who(again) == ana.handle == "ana" and ana.name == "Ana"


@pytest.mark.parametrize("habit", TOKEN_HABITS)
def test_what_cannot_be_trusted_signs_nobody_in_and_says_so(shop, habit):
    make_member("ana")
    shop.habit = habit
    browser = Client()
    answer = go(browser)
    assert answer.status_code == 502, answer
    page = answer.content.decode()
    assert "Sign in with a code in your mail" in page and "Try again" in page
    assert who(browser) == "" and not SocialAccount.objects.exists() and Member.objects.count() == 1


@pytest.mark.parametrize(
    "habit", ["wrong issuer", "fails /.well-known/openid-configuration", "moves /.well-known/openid-configuration"]
)
def test_a_provider_that_does_not_describe_itself_is_not_gone_to(shop, habit):
    shop.habit = habit
    answer = Client().post("/accounts/elsewhere/shop/")
    assert answer.status_code == 502 and "http-equiv" not in answer.content.decode()
    assert "/elsewhere" not in shop.heard


def test_a_provider_that_is_down_is_said_and_the_other_ways_stand_open(settings):
    with providing() as gone:
        pass
    browser = Client()
    with providing() as shop:
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = gone.url
        answer = browser.post("/accounts/elsewhere/shop/", {"next": "/settings/"})
        assert shop.heard == []
    page = answer.content.decode()
    assert answer.status_code == 502 and "does not answer" in page and "/accounts/login/?next=/settings/" in page


def test_a_provider_inside_the_house_is_not_asked_unless_it_is_allowed(shop, settings):
    settings.OUTGOING_ALLOWED_HOSTS = []
    assert Client().post("/accounts/elsewhere/shop/").status_code == 502
    assert shop.heard == []


def test_turning_back_over_there_changes_nothing(shop):
    shop.habit = "cancelled"
    browser = Client()
    answer = go(browser)
    assert answer.status_code == 200 and "You turned back at Tordo" in answer.content.decode()
    assert who(browser) == "" and not Member.objects.exists()


def test_the_way_back_works_once_and_only_in_the_browser_that_went(shop):
    ana, browser, eve = make_member("ana"), Client(), Client()
    back = there_and_back(browser.post("/accounts/elsewhere/shop/"))
    assert eve.get(back).status_code == 400 and who(eve) == ""
    assert browser.get(back).status_code == 302 and who(browser) == ana.handle
    browser.post("/accounts/logout/")
    assert browser.get(back).status_code == 400 and who(browser) == ""
    assert Client().get("/accounts/oidc/shop/login/callback/").status_code == 400


def test_nobody_is_called_that_and_other_methods_are_none():
    with providing():
        browser = Client()
        for address in ("/accounts/elsewhere/nobody/", "/accounts/oidc/nobody/login/callback/", "/accounts/elsewhere/%00/"):
            assert browser.get(address).status_code == 404, address
        assert browser.post("/accounts/oidc/shop/login/callback/").status_code == 405
        assert browser.get("/accounts/3rdparty/login/error/").status_code == 401
        assert browser.get("/accounts/3rdparty/login/cancelled/").status_code == 200


# --- addresses --------------------------------------------------------------------------------------------------


def test_the_shops_word_for_an_address_signs_its_member_in_and_connects_the_account(shop):
    ana, browser = make_member("ana"), Client()
    assert go(browser).status_code == 302
    assert who(browser) == "ana" and SocialAccount.objects.get().user == ana
    assert ana.check_password("correct horse battery") and Member.objects.count() == 1


@pytest.mark.parametrize("said", [False, None, "false", "yes", 1], ids=str)
def test_an_address_the_shop_has_not_verified_merges_nobody_and_blocks_nobody(shop, said):
    ana, browser = make_member("ana"), Client()
    shop.person["email_verified"] = said
    assert go(browser).url == JOIN
    assert 'name="email"' in browser.get(JOIN).content.decode()
    assert browser.post(JOIN, {"agreed": "on", "email": "ana@example.com", "name": "Ana"}).url == "/accounts/confirm-email/"
    assert who(browser) == "" and not SocialAccount.objects.exists() and Member.objects.count() == 1
    assert mail.outbox[-1].to == ["ana@example.com"] and "already has a place here" in mail.outbox[-1].body
    fresh = Client()
    assert go(fresh).url == JOIN
    fresh.post(JOIN, {"agreed": "on", "email": "another@example.com", "name": "Ana"})
    fresh.post("/accounts/confirm-email/", {"code": code_in_mail()})
    new = Member.objects.get(email="another@example.com")
    assert who(fresh) == new.handle and SocialAccount.objects.get().user == new and new != ana


def test_another_providers_word_for_an_address_counts_for_nothing(other):
    make_member("ana")
    browser = Client()
    assert go(browser).url == JOIN and who(browser) == ""
    assert not SocialAccount.objects.exists()


def test_a_newcomer_from_another_provider_confirms_the_address_by_a_code_as_everybody(other):
    browser = Client()
    go(browser, then="/settings/")
    assert browser.post(JOIN, {"agreed": "on", "email": "ana@example.com", "name": "Ana"}).url == "/accounts/confirm-email/"
    assert not Member.objects.people().exists() and not SocialAccount.objects.exists() and who(browser) == ""
    answer = browser.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert answer.url == "/settings/" and who(browser) == "ana"
    assert SocialAccount.objects.get().user == Member.objects.people().get()


def test_a_name_of_the_team_is_not_taken_from_a_provider(shop, settings):
    shop.person["name"] = f"{settings.BRAND_NAME} Support"
    browser = Client()
    go(browser)
    assert 'value="' + settings.BRAND_NAME not in browser.get(JOIN).content.decode()
    assert browser.post(JOIN, {"agreed": "on", "name": f"{settings.BRAND_NAME} Support"}).status_code == 200
    assert not Member.objects.exists()


@pytest.mark.parametrize("name", ["", "x" * 500, "‮nA", "<b>Ana</b>", None, 7, ["a"]], ids=str)
def test_odd_names_and_missing_claims_still_lead_to_the_form(shop, name):
    shop.person |= {"name": name}
    shop.person.pop("email")
    browser = Client()
    assert go(browser).url == JOIN
    page = browser.get(JOIN)
    assert page.status_code == 200 and b"<b>Ana" not in page.content
    assert browser.post(JOIN, {"agreed": "on", "name": "Ana"}).status_code == 200, "an address is needed"
    assert not Member.objects.exists()


# --- what an attacker could have laid in wait (Sudhodanan and Paverd, Pre-hijacked accounts, 2022) --------------------


def begin(address: str, name: str = "Eve") -> Client:
    """Eve signs up with somebody else's address, and waits."""
    eve = Client()
    assert eve.post("/accounts/signup/", {"email": address, "name": name, "agreed": "on"}).url == "/accounts/confirm-email/"
    return eve


def test_classic_federated_merge_who_began_with_a_victims_address_has_nothing_of_the_victim(shop):
    eve = begin("ana@example.com")
    waiting = Member.objects.get()
    waiting.set_password("eve knows this one")
    waiting.save()
    browser = Client()
    assert go(browser).url == JOIN
    browser.post(JOIN, {"agreed": "on", "name": "Ana"})
    ana = Member.objects.people().get()
    assert (who(browser), ana.name, ana.has_usable_password()) == (ana.handle, "Ana", False)
    assert ana.pk != waiting.pk and not Member.objects.filter(email="ana@example.com").exclude(pk=ana.pk).exists()
    eve.post("/accounts/login/", {"login": "ana@example.com", "password": "eve knows this one"})
    assert who(eve) == ""


def test_unexpired_session_who_waits_at_the_code_is_let_in_nowhere(shop):
    eve, code = begin("ana@example.com"), code_in_mail()
    browser = Client()
    go(browser)
    browser.post(JOIN, {"agreed": "on", "name": "Ana"})
    eve.get("/accounts/confirm-email/")
    eve.post("/accounts/confirm-email/", {"code": code})
    assert who(eve) == "" and who(browser) == "ana"


def test_trojan_identifier_an_account_elsewhere_is_nobodys_before_the_address_is_confirmed(other):
    """Eve comes with her own account there and types Ana's address; Ana confirms it later, by herself."""
    other.person |= {"sub": "eve", "email": "eve@example.com"}
    eve = Client()
    go(eve)
    eve.post(JOIN, {"agreed": "on", "email": "ana@example.com", "name": "Eve"})
    assert not SocialAccount.objects.exists()
    ana = Client()
    ana.post("/accounts/login/code/", {"email": "ana@example.com"})
    ana.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
    assert who(ana)
    again = Client()
    assert go(again).url == JOIN and who(again) == ""
    eve.get("/accounts/confirm-email/")
    assert who(eve) == "" and not SocialAccount.objects.exists()


def test_trojan_identifier_a_second_address_that_was_never_confirmed_leads_nobody_to_its_account(shop):
    zed, eve = make_member("zed"), Client()
    eve.force_login(zed)
    eve.post("/accounts/email/", {"action_add": "", "email": "ana@example.com"})
    browser = Client()
    assert go(browser).url == JOIN
    browser.post(JOIN, {"agreed": "on", "name": "Ana"})
    assert who(browser) == "ana" and SocialAccount.objects.get().user.handle == "ana"


def test_unexpired_address_change_the_member_who_changed_it_since_is_not_signed_in_by_the_old_one(shop):
    """Ana used this address and gave it up; who owns it now is somebody else."""
    ana = make_member("ana", email="new@example.com")
    browser = Client()
    assert go(browser).url == JOIN and not SocialAccount.objects.filter(user=ana).exists()


def test_unverifying_provider_a_stranger_with_a_victims_address_needs_the_victims_mailbox(other):
    eve = Client()
    go(eve)
    eve.post(JOIN, {"agreed": "on", "email": "ana@example.com", "name": "Eve"})
    code = code_in_mail()
    wrong = "AAAAAA" if code != "AAAAAA" else "BBBBBB"
    assert eve.post("/accounts/confirm-email/", {"code": wrong}).status_code == 200
    assert who(eve) == "" and not Member.objects.people().exists()


def test_a_member_who_was_switched_off_or_left_does_not_come_in_by_the_account_elsewhere(shop):
    ana = make_member("ana")
    go(Client())
    Member.objects.filter(pk=ana.pk).update(is_active=False)
    browser = Client()
    go(browser)
    assert who(browser) == ""


def test_the_second_step_is_asked_after_the_account_elsewhere_too(shop):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    ana, browser = make_member("ana"), Client()
    TOTP.activate(ana, generate_totp_secret())
    assert go(browser).url == "/accounts/2fa/authenticate/" and who(browser) == ""


# --- the shop's number ------------------------------------------------------------------------------------------


def test_the_shops_customer_number_names_the_member_and_brings_what_the_shop_told_before(shop):
    known = make_known(system="shop:4711", name="Ana T.")
    browser = Client()
    go(browser)
    browser.post(JOIN, {"agreed": "on", "name": "Ana"})
    ana = Member.objects.people().get(email="ana@example.com")
    known.refresh_from_db()
    assert known.merged_into == ana and make_known(system="shop:4711") == ana


def test_a_number_that_names_another_member_stays_theirs(shop):
    ben = make_member("ben")
    Identity.objects.create(member=ben, kind=Identity.Kind.SYSTEM, value="shop:4711")
    browser = Client()
    go(browser)
    browser.post(JOIN, {"agreed": "on", "name": "Ana"})
    assert who(browser) == "ana" and Identity.objects.get(value="shop:4711").member == ben
