"""Ask, answer, tell the open page, accept, notify: through the pages, on a fresh database. Ends with 0 when it went so."""

import asyncio
import os
import sys
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.community_alone.settings"

import django  # noqa: E402

django.setup()

from asgiref.sync import sync_to_async  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from community.events import guards, worker  # noqa: E402
from community.events.models import Due  # noqa: E402
from community.forum.models import Answer, Question  # noqa: E402
from community.members.models import Member  # noqa: E402
from community.realtime import loop  # noqa: E402
from community.realtime.registry import group_of  # noqa: E402
from tests.people import make_member  # noqa: E402


def browser_of(member: Member) -> Client:
    client = Client()
    client.force_login(member, backend="community.members.backend.Backend")
    return client


def ask(ana: Member) -> Question:
    answer = browser_of(ana).post("/questions/ask/", {"title": "Why does the lamp flicker?", "body": "Since last week."})
    assert answer.status_code == 302, answer.content
    return Question.objects.get()


def reply(ben: Member, question: Question) -> Answer:
    answer = browser_of(ben).post(f"/questions/{question.pk}/acts/answer/", {"body": "Check the earth wire."})
    assert answer.status_code == 302, answer.content
    return Answer.objects.get()


async def live(ben: Member, question: Question) -> Answer:
    """The answer is posted in a thread, as pages are; an open page of the question hears of it."""
    loop.remember()
    layer: Any = get_channel_layer()
    page = await layer.new_channel()
    await layer.group_add(group_of(f"question:{question.pk}"), page)
    posted = await sync_to_async(reply, thread_sensitive=False)(ben, question)
    heard = await asyncio.wait_for(layer.receive(page), 5)
    assert heard["message"]["id"] == posted.pk, heard
    loop.forget()
    return posted


def accept(ana: Member, answer: Answer) -> None:
    assert browser_of(ana).post(f"/answers/{answer.pk}/accept/").status_code == 302
    answer.question.refresh_from_db()
    assert answer.question.accepted_id == answer.pk


def notified(member: Member) -> None:
    page = browser_of(member).get("/notifications/")
    assert "Why does the lamp flicker?" in page.content.decode(), page.content


def everything_is_drawn(question: Question) -> None:
    for address in ("/questions/", question.get_absolute_url(), "/members/ben/", "/tags/", "/accounts/login/", "/questions/ask/"):
        assert Client().get(address).status_code == 200, address


def main() -> None:
    call_command("migrate", verbosity=0)
    assert guards.missing() == []
    ana, ben = make_member("ana"), make_member("ben")
    question = ask(ana)
    answer = asyncio.run(live(ben, question))
    accept(ana, answer)
    assert worker.drain() > 0
    assert list(Due.objects.values_list("error", flat=True)) == []
    ben.refresh_from_db()
    assert ben.people_helped == 1
    notified(ana)
    notified(ben)
    everything_is_drawn(question)
    strangers = {name.split(".")[0] for name in sys.modules} & {"engagement", "cms", "wagtail"}
    assert not strangers, strangers


if __name__ == "__main__":
    main()
