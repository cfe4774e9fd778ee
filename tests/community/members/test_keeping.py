"""What is kept for a time is gone after it, and not before: by the clock, as the settings say."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.timezone import now

from community.events import jobs
from community.forum import actions as forum
from community.forum.models import Draft
from community.notifications.models import Message
from tests.people import PASSWORD
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db
FORM = "5f0c6a44-6f0e-4b52-9d3c-0c5d2f9a7e11"


def after(days):
    with time_machine.travel(now() + timedelta(days=days)):
        jobs.run_due()


def test_messages_and_drafts_and_sessions_go_when_their_days_are_over(ana, ben, work, settings):
    settings.KEEP_DAYS = settings.KEEP_DAYS | {"messages": 40, "drafts": 30}
    make_answer(make_question(ana), ben)
    forum.save_draft("ask", words={"title": "Half a thought"}, writer=FORM, by=ana)
    work()
    Client().post("/accounts/login/", {"login": ana.email, "password": PASSWORD})
    after(days=13)
    assert Message.objects.exists() and Draft.objects.exists() and Session.objects.exists() and UserSession.objects.exists()
    after(days=15)
    assert not Session.objects.exists() and not UserSession.objects.exists() and Draft.objects.exists()
    after(days=31)
    assert Message.objects.exists() and not Draft.objects.exists()
    after(days=41)
    assert not Message.objects.exists()


def test_a_setting_for_every_time_that_the_operations_page_names(settings):
    page = (settings.BASE_DIR / "docs/operations/README.md").read_text()
    assert {name for name in settings.KEEP_DAYS if f"`KEEP_{name.upper()}_DAYS`" in page} == set(settings.KEEP_DAYS)
