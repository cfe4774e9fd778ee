"""Somebody floods the place with their shop: reported, hidden and suspended in one act, out everywhere, back when it is over."""

import asyncio
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils.timezone import now
from websockets.exceptions import ConnectionClosed

from community.events import jobs
from community.forum.models import Answer, Question, State
from community.members import actions as members
from community.members.models import Member
from community.moderation.models import Decision, Item, Sanction
from tests.community.realtime.conftest import heard, lived, said, site  # noqa: F401 - a fixture
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def browser(member):
    client = Client()
    client.force_login(member)
    return client


def while_listening(site, member, browser, act):  # noqa: F811
    """What the act comes to while the member's page is open, and how that page's socket ended within five seconds."""

    async def story():
        async with site.open(cookie=f"session={browser.cookies['session'].value}") as socket:
            await said(socket, join=f"member:{member.pk}")
            answer = await asyncio.to_thread(act)
            with pytest.raises(ConnectionClosed) as ended:
                await heard(socket, within=5)
            return answer, ended.value.rcvd.code

    return lived(story())


def test_a_moderator_suspends_a_spammer(site, ana, zed, mia, work, client):  # noqa: F811
    anas, zeds, mias = (browser(member) for member in (ana, zed, mia))
    anas.post("/questions/ask/", {"title": "Which oil for a squeaking chain?", "body": "It squeaks."})
    question = Question.objects.get()
    for n in range(2):
        zeds.post(f"/questions/{question.pk}/acts/answer/", {"body": f"Cheap oil at my shop, number {n}!"})
    for answer in Answer.objects.all():
        anas.post(f"/texts/answer/{answer.pk}/report/", {"reason": "spam"})
    first, second = Item.objects.waiting()
    spam = {"act": "suspend", "reason": "spam", "days": "7", "note": "Two adverts in one minute.", "next": "1"}
    key = {"authorization": f"Bearer {members.create_token(zed, name='Script', by=zed)[1]}"}
    assert zeds.get("/settings/").status_code == 200 and client.get("/api/v1/me", headers=key).status_code == 200
    decided, code = while_listening(site, zed, zeds, lambda: mias.post(f"/cms/moderation/{first.pk}/decide/", spam))
    assert f"item={second.pk}" in decided["Location"] and code == 4401
    mias.post(f"/cms/moderation/{second.pk}/decide/", {"act": "hide"})
    work()
    assert set(Answer.objects.values_list("state", flat=True)) == {State.HIDDEN} and not Item.objects.waiting()
    assert Decision.objects.count() == 3 and "Report" not in mias.get("/cms/moderation/").content.decode()

    assert zeds.get("/settings/").status_code == 302  # the browser they sat at
    assert client.get("/api/v1/me", headers=key).status_code == 401  # and what they had written for themselves
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
