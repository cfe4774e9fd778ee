"""A socket belongs to a session: it sees what its member may see now, and ends when the session does."""

import asyncio
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.utils.timezone import now
from websockets.exceptions import ConnectionClosed

from community.forum import actions as forum
from community.forum.models import Question
from community.members.models import Member
from community.moderation import actions as moderation
from community.notifications import actions as notifications
from community.realtime.publish import publish
from tests.people import make_member, make_moderator
from tests.posts import make_answer, make_question

from .conftest import heard, lived, said

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(member):
    """(the browser, its cookie header) of a member who signed in."""
    browser = Client()
    browser.force_login(member)
    return browser, f"session={browser.cookies['session'].value}"


def sign_out(browser, member):
    browser.logout()


def switch_off(browser, member):
    Member.objects.filter(pk=member.pk).update(is_active=False)


def change_password(browser, member):
    member.set_password("another horse battery")
    member.save(update_fields=["password"])


def let_expire(browser, member):
    session = Session.objects.filter(pk=browser.cookies["session"].value)
    session.update(expire_date=now() - timedelta(seconds=1))


def suspend(browser, member):
    moderation.suspend(member, reason="spam", days=1, by=Member.objects.get(handle="moe"))


def test_the_socket_is_closed_within_five_seconds(site, ana, ben, zed, mia):
    make_moderator("moe")
    deeds = {sign_out: ana, switch_off: ben, change_password: zed, let_expire: mia, suspend: make_member("ina")}
    browsers = {member.pk: signed_in(member) for member in deeds.values()}

    async def story(deed, member):
        browser, cookie = browsers[member.pk]
        async with site.open(cookie=cookie) as client:
            await said(client, join=f"member:{member.pk}")
            began = time.monotonic()
            await asyncio.to_thread(deed, browser, member)
            with pytest.raises(ConnectionClosed) as ended:
                await heard(client, within=5)
            return deed.__name__, ended.value.rcvd.code, time.monotonic() - began

    async def all_at_once():
        return await asyncio.gather(*(story(deed, member) for deed, member in deeds.items()))

    for name, code, took in lived(all_at_once()):
        assert code == 4401 and took < 5, name


def test_nothing_is_told_after_signing_out_even_before_the_socket_is_closed(site, ana):
    browser, cookie = signed_in(ana)

    async def story():
        async with site.open(cookie=cookie) as client:
            await said(client, join=f"member:{ana.pk}")
            await asyncio.to_thread(browser.logout)
            await asyncio.to_thread(notifications._announce, ana.pk)
            with pytest.raises(ConnectionClosed) as ended:
                await heard(client, within=1)
            return ended.value.rcvd.code

    assert lived(story()) == 4401


def test_somebody_elses_inbox_and_a_broken_cookie_are_refused(site, ana, ben):
    _, cookie = signed_in(ana)

    async def story(cookie, member):
        async with site.open(cookie=cookie) as client:
            return await said(client, join=f"member:{member.pk}")

    assert lived(story(cookie, ben)) == {"refused": f"member:{ben.pk}"}
    assert "joined" in lived(story(cookie, ana))
    for broken in ("", "session=", "session=nonsense", "session=" + "x" * 900, 'session="a; b'):
        assert "refused" in lived(story(broken, ana))


def test_a_new_answer_reaches_a_guest_within_half_a_second_of_the_commit(site, ana, ben):
    question = make_question(ana)

    async def story():
        async with site.open() as client:
            assert await said(client, join=f"question:{question.pk}") == {"joined": f"question:{question.pk}", "now": 0}
            answer = await asyncio.to_thread(make_answer, question, ben)
            committed = time.monotonic()
            told = await heard(client, within=0.5)
            assert told == {"topic": f"question:{question.pk}", "kind": "answer.posted", "id": answer.pk}
            return time.monotonic() - committed

    print(f"told {lived(story()) * 1000:.0f} ms after the commit")  # noqa: T201


def test_a_page_learns_at_once_that_it_missed_an_answer_while_loading(site, ana, ben, mia):
    question = make_question(ana)
    answer = make_answer(question, ben)
    hidden = make_answer(question, ben, body="Call me on this number instead.")
    forum.hide_text(hidden, reason="spam", by=mia)

    async def story():
        async with site.open() as client:
            return await said(client, join=f"question:{question.pk}")

    assert lived(story())["now"] == answer.pk


def test_a_question_hidden_after_joining_tells_guests_that_it_ended_and_nothing_more(site, ana, ben, mia):
    question, other = make_question(ana), make_question(ana, title="Which bulb fits the rear light?")
    topic = f"question:{question.pk}"
    _, teams = signed_in(mia)

    async def story():
        async with site.open() as guest, site.open(cookie=teams) as team:
            await said(guest, join=topic)
            await said(team, join=topic)
            await asyncio.to_thread(Question.objects.filter(pk=question.pk).update, state="hidden")
            await asyncio.to_thread(publish, topic, {"kind": "question.changed", "id": question.pk})
            assert (await heard(team))["kind"] == (await heard(guest))["kind"] == "question.changed"
            await asyncio.to_thread(publish, topic, {"kind": "question.edited", "id": question.pk})
            assert (await heard(team))["kind"] == "question.edited"
            with pytest.raises(TimeoutError):
                await heard(guest, within=0.3)
            assert await said(guest, join=topic) == {"refused": topic}
            await said(guest, join=f"question:{other.pk}")
            await asyncio.to_thread(Question.objects.filter(pk=other.pk).update, visibility="private")
            await asyncio.to_thread(publish, f"question:{other.pk}", {"kind": "question.changed", "id": other.pk})
            with pytest.raises(TimeoutError):
                await heard(guest, within=0.3)

    lived(story())


def test_a_private_question_is_joined_by_its_asker_and_the_team_only(site, ana, ben, mia):
    question = make_question(ana, visibility="private")
    topic = f"question:{question.pk}"

    async def story(cookie):
        async with site.open(cookie=cookie) as client:
            return "joined" in await said(client, join=topic)

    allowed = [lived(story(cookie)) for cookie in ["", *(signed_in(member)[1] for member in (ben, ana, mia))]]
    assert allowed == [False, False, True, True]


def test_what_is_rolled_back_is_never_told(site, ana, ben):
    question = make_question(ana)

    def lost():
        with transaction.atomic():
            make_answer(question, ben)
            transaction.set_rollback(True)

    async def story():
        async with site.open() as client:
            await said(client, join=f"question:{question.pk}")
            await asyncio.to_thread(lost)
            with pytest.raises(TimeoutError):
                await heard(client, within=0.3)

    lived(story())


def test_the_bell_hears_the_number_of_unread_messages_within_a_second(site, ana, ben, work):
    question = make_question(ana)
    _, cookie = signed_in(ana)

    async def story():
        async with site.open(cookie=cookie) as client:
            await said(client, join=f"member:{ana.pk}")
            await asyncio.to_thread(make_answer, question, ben)
            await asyncio.to_thread(work)
            assert await heard(client, within=1) == {"topic": f"member:{ana.pk}", "kind": "inbox.changed", "unread": 1}

    lived(story())
