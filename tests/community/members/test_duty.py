"""Whoever works for the brand shows a second factor before doing what only the team may: every way around it."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as product
from django.test import Client

from community.members import actions, policy
from community.members.models import FACTS_WRITE, LOYALTY_READ, MODERATORS, Member
from tests.people import PASSWORD, make_moderator
from tests.posts import make_question

pytestmark = pytest.mark.django_db
STEP = "/settings/security/step/"


@pytest.fixture(autouse=True)
def asked_for(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def question(ana):
    return make_question(ana)


def with_app(member: Member) -> str:
    """The member sets up an app and recovery codes, elsewhere; the app's secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(member, secret)
    RecoveryCodes.activate(member)
    return secret


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def signed_in(member: Member, *, code: str = "") -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    if code:
        browser.post("/accounts/2fa/authenticate/", {"code": code})
    return browser


def may(browser: Client, question) -> dict[str, bool]:
    """What the browser may do of what only a moderator may: each asked for, none left done."""
    browser.post(f"/questions/{question.pk}/acts/close/", {"reason": "off_topic"})
    question.refresh_from_db()
    close = question.closed_at is not None
    if close:
        browser.post(f"/questions/{question.pk}/acts/reopen/")
    return {"cms": browser.get("/cms/").status_code == 200, "close": close}


YES, NO = {"cms": True, "close": True}, {"cms": False, "close": False}


def test_with_an_app_and_its_code_the_team_is_on_duty(mia, question):
    assert may(signed_in(mia, code=code_of(with_app(mia))), question) == YES


def test_with_a_recovery_code_too(mia, question):
    with_app(mia)
    codes = Authenticator.objects.get(user=mia, type="recovery_codes").wrap().get_unused_codes()
    assert may(signed_in(mia, code=codes[0]), question) == YES


def test_with_a_password_alone_a_moderator_is_a_member_like_any(mia, question):
    browser = signed_in(mia)
    assert may(browser, question) == NO
    answer = browser.post(f"/questions/{question.pk}/acts/close/", {"reason": "off_topic"})
    assert answer.status_code == 403 and "second step" in answer.content.decode()
    assert browser.post(f"/questions/{question.pk}/acts/answer/", {"body": "Check the earth wire."}).status_code == 302
    assert question.answers.get().by_staff, "what the team writes counts as the team's"


def test_signing_in_leads_the_team_to_the_step_and_nobody_else(mia, ana):
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": mia.email, "password": PASSWORD, "next": "/questions/"})
    assert answer.url == f"{STEP}?next=%2Fquestions%2F"
    page = browser.get(answer.url).content.decode()
    assert "Set it up once" in page and 'href="/questions/"' in page
    assert browser.get("/cms/pages/").url == f"{STEP}?next=%2Fcms%2Fpages%2F"
    guest = Client()
    assert guest.post("/accounts/login/", {"login": ana.email, "password": PASSWORD, "next": "/questions/"}).url == "/questions/"
    assert guest.get(STEP + "?next=/questions/").url == "/questions/"
    assert Client().get(STEP).url.startswith("/accounts/login/")


@pytest.mark.django_db(transaction=True)
def test_the_first_set_up_counts_as_shown(mia, question):
    browser = signed_in(mia)
    page = browser.get("/accounts/2fa/totp/activate/")  # who has signed in a moment ago is not asked again
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": code_of(page.context["form"].secret)})
    assert answer.status_code == 302 and "recovery-codes" in answer.url
    assert browser.get(answer.url).status_code == 200
    assert may(browser, question) == YES


def test_some_minutes_later_the_password_is_asked_for_before_a_first_factor_is_made(mia):
    browser = signed_in(mia)
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 6 * 60
    session.save()
    for name in ("totp/activate/", "webauthn/add/"):
        asked = browser.get(f"/accounts/2fa/{name}")
        assert (asked.status_code, asked.url.partition("?")[0]) == (302, "/accounts/reauthenticate/")
    shown = browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})
    assert shown.url.endswith("/accounts/2fa/webauthn/add/") or shown.url.endswith("/accounts/2fa/totp/activate/")
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 200


def test_an_owner_made_on_the_command_line_is_led_the_same_way(question):
    owner = actions.create_owner(email="owner@example.com", password=PASSWORD)
    browser = signed_in(owner)
    assert may(browser, question) == NO and browser.get("/cms/").url.startswith(STEP)
    assert may(signed_in(owner, code=code_of(with_app(owner))), question) == YES


# --- ways around it ---------------------------------------------------------------------------------------------


def test_a_session_from_before_the_second_factor_was_set_up_is_off_duty_until_it_shows_it(mia, question):
    old = signed_in(mia)
    secret = with_app(mia)
    assert may(old, question) == NO
    assert "Type the code of your app" in old.get(STEP).content.decode()
    old.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret)})
    assert may(old, question) == YES


def test_a_session_from_before_somebody_joined_the_team_is_off_duty(ben, question):
    browser = signed_in(ben)
    actions.set_groups(ben, [MODERATORS], by=None)
    assert may(browser, question) == NO


def test_a_session_that_is_made_without_a_sign_in_is_off_duty(mia, question):
    with_app(mia)
    browser = Client()
    browser.force_login(mia)
    assert may(browser, question) == NO


def test_another_members_second_factor_in_the_session_is_none(mia, zed, question):
    secret = with_app(zed)
    browser = signed_in(zed, code=code_of(secret))
    browser.force_login(mia)
    assert may(browser, question) == NO


def test_a_factor_that_was_taken_away_since_is_none(mia, question):
    browser = signed_in(mia, code=code_of(with_app(mia)))
    Authenticator.objects.filter(user=mia).delete()
    assert may(browser, question) == NO


def test_a_password_neither_shows_the_recovery_codes_nor_changes_the_factor_nor_adds_one(mia, question):
    browser = signed_in(mia)
    with_app(mia)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    before = set(Authenticator.objects.values_list("pk", flat=True))
    for path in ("recovery-codes/", "recovery-codes/download/", "recovery-codes/generate/", "totp/deactivate/", "webauthn/add/"):
        for answer in (browser.get(f"/accounts/2fa/{path}"), browser.post(f"/accounts/2fa/{path}")):
            assert answer.status_code == 302 and answer.url.startswith(STEP), path
    assert set(Authenticator.objects.values_list("pk", flat=True)) == before and may(browser, question) == NO


def test_who_has_neither_password_nor_factor_sets_one_up_only_just_after_signing_in(question):
    mia = make_moderator("mia")
    mia.set_unusable_password()
    mia.save()
    old = Client()
    old.force_login(mia)
    answer = old.get("/accounts/2fa/totp/activate/")
    assert answer.status_code == 302 and "/accounts/login/" in answer.url


def test_saying_the_password_again_is_no_second_factor(mia, question):
    old = signed_in(mia)
    with_app(mia)
    old.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert may(old, question) == NO


def test_a_browser_that_is_remembered_is_off_duty(mia, question, monkeypatch):
    """As if a site had allowed it: allauth lets such a browser in without asking."""
    monkeypatch.setattr("allauth.mfa.stages.trust.is_trusted_browser", lambda *about: True)
    with_app(mia)
    browser = signed_in(mia)
    assert browser.get("/me/").url == "/members/mia/" and may(browser, question) == NO


def test_a_key_is_nobody_on_duty_and_opens_what_its_scopes_say(leo, ana):
    token, secret = actions.create_token(leo, name="script", scopes=[LOYALTY_READ, FACTS_WRITE], by=leo)
    call = {"headers": {"Authorization": f"Bearer {secret}"}}
    assert Client().get("/api/v1/members/ana/loyalty-profile", **call).status_code == 200
    assert Client().post("/api/v1/events", {}, content_type="application/json", **call).status_code == 422
    browser = Client()
    assert browser.get("/cms/", **call).status_code == 302
    from community.members.api import find_key

    key = find_key(secret)
    assert key and key.allows(LOYALTY_READ) and not key.member.on_duty and not policy.reads_loyalty(key.member)


def test_a_key_over_others_is_made_on_duty_only(leo):
    browser = signed_in(leo)
    browser.post("/settings/keys/", {"name": "script", "scopes": [LOYALTY_READ]})
    assert not [token for token in leo.tokens.all() if token.scopes]


def test_private_and_hidden_texts_are_read_on_duty_only(mia, ana, zed):
    private = make_question(ana, "My invoice and my serial number", visibility="private")
    address = f"/questions/{private.pk}/{private.slug}/"
    assert signed_in(mia).get(address).status_code == 404
    assert signed_in(mia, code=code_of(with_app(mia))).get(address).status_code == 200


def test_an_open_page_joins_a_private_question_on_duty_only(mia, ana):
    from community.forum.models import Question
    from community.realtime import visitors

    private = make_question(ana, "My invoice and my serial number", visibility="private")

    def viewer(browser: Client):
        cookie = f"{product.SESSION_COOKIE_NAME}={browser.cookies[product.SESSION_COOKIE_NAME].value}"
        return visitors.viewer_of(visitors.recognise({"headers": [(b"cookie", cookie.encode())]}))

    old = signed_in(mia)
    stepped = signed_in(mia, code=code_of(with_app(mia)))
    both = [viewer(browser) for browser in (old, stepped)]
    assert [one.on_duty for one in both] == [False, True]
    assert [Question.objects.visible_to(one).filter(pk=private.pk).exists() for one in both] == [False, True]


def test_the_last_owner_cannot_leave_off_duty_either(db):
    owner = actions.create_owner(email="owner@example.com", password=PASSWORD)
    owner.stepped = lambda: False
    assert not owner.on_duty and not actions.can_leave(owner)


def test_members_pay_nothing_for_it(ana, question, django_assert_num_queries, settings):
    browser = signed_in(ana)
    browser.get("/settings/security/")

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as told:
            browser.get("/settings/security/")
        return len(told)

    asked = count()
    settings.STAFF_SECOND_FACTOR = False
    assert asked == count()
