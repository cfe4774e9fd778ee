import re
from datetime import timedelta

import pytest
from allauth.core import context
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from community.events.models import Event
from community.members import clocks
from community.members.forms import SignupForm
from community.members.models import Member
from tests.people import PASSWORD


def code_in_mail() -> str:
    found = re.search(r"^([A-Z0-9]{4,}-?[A-Z0-9]*)$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def sign_up(client: Client, email: str = "nia@example.com", **fields: str) -> None:
    answer = client.post("/accounts/signup/", {"email": email, "agreed": "on", **fields})
    assert answer.status_code == 302, answer.content.decode()


def test_a_newcomer_needs_only_an_address_and_the_code(client, db):
    sign_up(client, name="Nia Okafor", next="/settings/")
    assert not Member.objects.people().exists()
    assert Event.objects.count() == 0
    answer = client.post("/accounts/confirm-email/", {"code": code_in_mail(), "next": "/settings/"})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    nia = Member.objects.people().get()
    assert (nia.handle, nia.name, nia.email) == ("nia-okafor", "Nia Okafor", "nia@example.com")
    assert Event.objects.filter(name="member.joined", subject=nia).count() == 1
    assert client.get("/settings/").status_code == 200


def test_what_was_kept_in_the_session_is_still_there_after_signing_up(client, db):
    session = client.session
    session["typed"] = {"body": "My answer, typed before signing in"}
    session.save()
    sign_up(client)
    client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert client.session["typed"] == {"body": "My answer, typed before signing in"}
    assert "_auth_user_id" in client.session


def test_a_wrong_code_lets_nobody_in(client, db):
    sign_up(client)
    answer = client.post("/accounts/confirm-email/", {"code": "WRONG1"})
    assert answer.status_code == 200
    assert Event.objects.count() == 0
    assert client.get("/settings/").status_code == 302


def test_joining_with_a_known_address_looks_the_same_and_sends_a_different_mail(client, ana):
    sign_up(client, email="ana@example.com")
    assert Member.objects.count() == 1
    assert "already" in mail.outbox[-1].subject
    assert mail.outbox[-1].to == ["ana@example.com"]


def test_a_member_signs_in_with_a_code(client, ana):
    answer = client.post("/accounts/login/", {"login": "ana@example.com", "password": "", "next": "/settings/"})
    assert answer.status_code == 302
    answer = client.post("/accounts/login/code/confirm/", {"code": code_in_mail(), "next": "/settings/"})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    assert Event.objects.filter(name="member.joined").count() == 1


def test_a_member_signs_in_with_the_password(client, ana):
    answer = client.post("/accounts/login/", {"login": "Ana@example.com", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_an_address_nobody_has_looks_like_any_other(client, db):
    answer = client.post("/accounts/login/", {"login": "who@example.com", "password": ""})
    assert answer.status_code == 302
    assert "No member" in mail.outbox[-1].subject


@pytest.mark.parametrize("state", ["is_active", "erased_at", "merged_into"])
def test_a_member_who_was_switched_off_erased_or_merged_cannot_sign_in(client, ana, ben, state):
    values = {"is_active": {"is_active": False}, "erased_at": {"erased_at": ana.joined_at}, "merged_into": {"merged_into": ben}}
    Member.objects.filter(pk=ana.pk).update(**values[state])
    client.post("/accounts/login/", {"login": "ana@example.com", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_two_people_sending_the_same_address_at_once_is_no_error(client, rf, db):
    request = rf.post("/accounts/signup/")
    request.session, request.user = client.session, AnonymousUser()
    with context.request_context(request):
        first, second = (SignupForm({"email": "nia@example.com", "agreed": "on"}) for _person in range(2))
        assert first.is_valid() and second.is_valid()  # both looked before either wrote
        member, answer = first.try_save(request)
        assert member.email == "nia@example.com" and answer is None
        nobody, answer = second.try_save(request)
    assert nobody is None and answer.status_code == 302
    assert Member.objects.filter(email="nia@example.com").count() == 1
    assert "already" in mail.outbox[-1].subject


def test_nobody_signs_up_under_the_brands_name(client, db, settings):
    answer = client.post(
        "/accounts/signup/", {"email": "x@example.com", "agreed": "on", "name": f"{settings.BRAND_NAME} Support"}
    )
    assert answer.status_code == 200 and "kept for the team" in answer.content.decode()
    assert Member.objects.count() == 0


def test_too_many_sign_ups_from_one_place_are_slowed_down(client: Client, db: None) -> None:
    def post(n: int) -> int:
        return client.post("/accounts/signup/", {"email": f"m{n}@example.com", "agreed": "on"}).status_code

    assert 429 in [post(n) for n in range(25)]


def test_a_forgotten_password_is_replaced_with_a_code(client, ana):
    asked = client.post("/accounts/password/reset/", {"email": "ana@example.com"})
    typed = client.post(asked["Location"], {"code": code_in_mail()})
    assert client.get(typed["Location"]).status_code == 200
    new = "another good horse"
    assert client.post(typed["Location"], {"password1": new, "password2": new}).status_code == 302
    ana.refresh_from_db()
    assert ana.check_password(new)


def test_an_address_is_changed_by_confirming_the_new_one(client, ana):
    client.post("/accounts/login/", {"login": "ana@example.com", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "ana@new.example"})
    ana.refresh_from_db()
    assert ana.email == "ana@example.com"
    to_new = [letter for letter in mail.outbox if letter.to == ["ana@new.example"]]
    assert to_new
    code = re.search(r"^([A-Z0-9]{4,}-?[A-Z0-9]*)$", to_new[-1].body, re.MULTILINE)
    assert code
    client.post("/accounts/confirm-email/", {"code": code[1]})
    ana.refresh_from_db()
    assert ana.email == "ana@new.example"
    assert Event.objects.filter(name="member.joined", subject=ana).count() == 1


def test_a_second_step_is_asked_for_once_it_is_set_up(client, ana):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(ana, generate_totp_secret())
    answer = client.post("/accounts/login/", {"login": "ana@example.com", "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get(answer["Location"]).status_code == 200
    assert client.get("/settings/").status_code == 302


def test_the_clock_removes_sessions_that_have_run_out(client, ana, ben):
    Client().force_login(ana)
    Session.objects.update(expire_date=now() - timedelta(days=1))
    client.force_login(ben)
    kept = client.session.session_key
    clocks.clear_sessions()
    assert list(Session.objects.values_list("pk", flat=True)) == [kept]
