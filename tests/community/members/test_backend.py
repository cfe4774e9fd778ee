"""Whose a session is, and how often a password is weighed."""

import pytest
from django.contrib.auth import authenticate, get_user
from django.contrib.auth.signals import user_login_failed
from django.contrib.sessions.backends.db import SessionStore

from community.members.backend import Backend
from community.members.models import Member
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db

BACKENDS = ["community.members.backend.Backend", "allauth.account.auth_backends.AuthenticationBackend"]


@pytest.fixture(params=BACKENDS)
def visited(request, client, ana, rf):
    """Whom a request with ana's session belongs to; also with one that began before this backend was there."""
    client.force_login(ana, backend=request.param)

    def who() -> object:
        asked = rf.get("/")
        asked.session = SessionStore(client.cookies["session"].value)
        return get_user(asked)

    return who


def test_a_session_is_its_members_until_they_are_switched_off_or_choose_another_password(visited, ana):
    assert visited() == ana and vars(visited())["email"] == ana.email
    Member.objects.filter(pk=ana.pk).update(is_active=False)
    assert visited().is_anonymous
    Member.objects.filter(pk=ana.pk).update(is_active=True)
    assert visited() == ana
    ana.set_password("another one, quite long")
    ana.save()
    assert visited().is_anonymous


def test_nobody_has_a_number_that_does_not_fit(ana):
    assert Backend().get_user(2**63) is None and Backend().get_user(ana.pk + 1) is None


def test_the_right_password_signs_in_and_a_wrong_one_is_weighed_once(ana, rf, monkeypatch):
    weighed, failed = [], []
    right = Member.check_password
    monkeypatch.setattr(Member, "check_password", lambda member, raw: weighed.append(raw) or right(member, raw))
    user_login_failed.connect(lambda **about: failed.append(about), weak=False, dispatch_uid="test")
    try:
        assert authenticate(rf.post("/"), email=ana.email, password=PASSWORD) == ana
        assert authenticate(rf.post("/"), email=ana.email, password="wrong") is None
    finally:
        user_login_failed.disconnect(dispatch_uid="test")
    assert weighed == [PASSWORD, "wrong"] and len(failed) == 1
