"""A newcomer joins with an address and a code, and a member comes back with a passkey."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail

from community.members.models import Member
from tests.people import PASSWORD, make_member
from tests.provider import providing

pytestmark = pytest.mark.once


def code_in_mail(until) -> str:
    until(lambda: mail.outbox)
    found = re.search(r"^([A-Z0-9]{4,}-?[A-Z0-9]*)$", mail.outbox.pop().body, re.MULTILINE)
    assert found
    return found[1]


def code_of_app(secret: str) -> str:
    _late, now, _early = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_newcomer_joins_with_an_address_and_a_code_and_is_where_they_wanted_to_go(site, until, scripts):
    window = site.window(scripts=scripts)
    page = window.go("/settings/")
    page.get_by_role("link", name="Join with your e-mail address").click()
    page.get_by_label("E-mail").fill("nia@example.com")
    page.get_by_label("I am 16 or older.").check()
    page.get_by_role("button", name="Send me the code").click()
    page.get_by_label("Code").fill(code_in_mail(until))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="Profile", exact=True).wait_for()
    assert page.url == f"{site.address}/settings/"
    assert page.get_by_label("Handle").input_value() == "nia"
    assert Member.objects.people().get().email == "nia@example.com"


def test_a_member_adds_a_passkey_signs_out_and_comes_back_with_it(site, until):
    site.address = site.address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number
    window = site.window(make_member("ana"))
    page = window.page
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options | more})

    window.go("/settings/security/")
    page.get_by_role("link", name="Passkeys and security keys").click()
    page.get_by_role("link", name="Add").click()
    if page.get_by_label("Password").is_visible():
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")

    window.go("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    window.go("/accounts/login/?next=/settings/security/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Security", exact=True).wait_for()
    assert page.url == f"{site.address}/settings/security/"


def test_a_member_sets_up_an_app_comes_back_with_its_codes_and_a_recovery_code_and_stops_using_it(site, until):
    window = site.window(make_member("ana"))
    page = window.page

    def come_back(second_step: str) -> None:
        window.go("/accounts/logout/")
        page.locator("main").get_by_role("button", name="Sign out").click()
        window.go("/accounts/login/?next=/settings/security/")
        page.fill("[name=login]", "ana@example.com")
        page.fill("[name=password]", PASSWORD)
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="One more step").wait_for()
        page.locator("main form.card [name=code]").fill(second_step)
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Security", exact=True).wait_for()

    window.go("/accounts/2fa/")
    page.get_by_role("link", name="Set it up").click()
    if page.get_by_label("Password").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    secret = page.locator("#authenticator_secret").input_value()
    page.fill("[name=code]", code_of_app(secret))
    page.get_by_role("button", name="Switch it on").click()
    page.wait_for_url("**/recovery-codes/**")
    recovery = page.locator("main textarea").input_value().split()
    assert len(recovery) == 10
    come_back(recovery[0])
    come_back(code_of_app(secret))
    window.go("/accounts/2fa/")
    assert "9 codes are left" in page.inner_text("main")
    page.get_by_role("link", name="Stop using it").click()  # the second step was shown a moment ago
    page.get_by_role("button", name="Stop using it").click()
    page.get_by_role("link", name="Set it up").wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_customer_joins_with_the_account_of_the_shop_signs_out_and_comes_back_with_one_press(site, scripts):
    with providing(trusted=True) as shop:
        window = site.window(scripts=scripts)
        page = window.go("/settings/")
        page.get_by_role("button", name="Continue with Tordo").click()
        page.get_by_label("Your name").wait_for()
        assert page.get_by_label("Your name").input_value() == "Ana Torres"
        page.get_by_label("I am 16 or older.").check()
        page.get_by_role("button", name="Join").click()
        page.get_by_role("heading", name="Profile", exact=True).wait_for()
        assert page.url == f"{site.address}/settings/" and shop.asked["redirect_uri"].startswith(site.address)
        window.go("/accounts/logout/")
        page.locator("main").get_by_role("button", name="Sign out").click()
        window.go("/accounts/login/?next=/settings/security/")
        page.get_by_role("button", name="Continue with Tordo").click()
        page.get_by_role("heading", name="Security", exact=True).wait_for()
        assert Member.objects.people().get().handle == "ana-torres"
