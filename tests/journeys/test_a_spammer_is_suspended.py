"""Somebody floods the place with their shop: reported, hidden and suspended in one act, out everywhere, back when it is over."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from community.events import jobs
from community.forum.models import Answer, Question, State
from community.members.models import Member
from community.moderation.models import Decision, Item, Sanction
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db


def browser(member):
    client = Client()
    client.force_login(member)
    return client


def test_a_moderator_suspends_a_spammer(ana, zed, mia, work, client):
    anas, zeds, mias = (browser(member) for member in (ana, zed, mia))
    anas.post("/questions/ask/", {"title": "Which oil for a squeaking chain?", "body": "It squeaks."})
    question = Question.objects.get()
    for n in range(2):
        zeds.post(f"/questions/{question.pk}/acts/answer/", {"body": f"Cheap oil at my shop, number {n}!"})
    for answer in Answer.objects.all():
        anas.post(f"/texts/answer/{answer.pk}/report/", {"reason": "spam"})
    first, second = Item.objects.waiting()
    spam = {"act": "suspend", "reason": "spam", "days": "7", "note": "Two adverts in one minute.", "next": "1"}
    assert f"item={second.pk}" in mias.post(f"/cms/moderation/{first.pk}/decide/", spam)["Location"]
    mias.post(f"/cms/moderation/{second.pk}/decide/", {"act": "hide"})
    work()
    assert set(Answer.objects.values_list("state", flat=True)) == {State.HIDDEN} and not Item.objects.waiting()
    assert Decision.objects.count() == 3 and "Report" not in mias.get("/cms/moderation/").content.decode()

    assert zeds.get("/settings/").status_code == 302  # the browser they sat at
    door = client.post("/accounts/login/", {"login": zed.email, "password": PASSWORD}, follow=True)
    assert "Two adverts in one minute." in door.content.decode() and "ends by itself" in door.content.decode()
    zeds.post(f"/questions/{question.pk}/acts/answer/", {"body": "And one more!"})
    assert Answer.objects.count() == 2
    assert any("suspended" in sent.subject for sent in mail.outbox if sent.to == [zed.email])

    with time_machine.travel(now() + timedelta(days=7, hours=1)):
        jobs.run_due()
        work()
        assert Sanction.objects.get().ended_at and Member.objects.get(pk=zed.pk).suspended_until is None
        assert client.post("/accounts/login/", {"login": zed.email, "password": PASSWORD}).url == "/"
        client.post(f"/questions/{question.pk}/acts/answer/", {"body": "A drop of dry oil, and wipe it off."})
        assert Answer.objects.filter(state=State.PUBLISHED).count() == 1
