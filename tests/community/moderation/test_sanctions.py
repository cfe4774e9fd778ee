"""Warnings and suspensions: with a reason and an end, at once and everywhere, told, taken back, over by the clock."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.timezone import now

from community import clock
from community.events import jobs
from community.forum import actions as forum
from community.forum.models import Question
from community.members import actions as members
from community.members.models import OWNERS, Member
from community.members.suspension_tokens import token_for
from community.moderation import actions
from community.moderation.models import Act, Appeal, Decision, Sanction
from community.notifications.inbox import page_for
from community.realtime.visitors import Visitor, signed_out
from community.verdict import Refused
from tests.people import PASSWORD, make_member, make_moderator
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def signed_in(member):
    client = Client()
    client.force_login(member)
    return client


def test_a_suspended_member_is_out_everywhere_at_once(zed, mia):
    browser = signed_in(zed)
    _key, secret = members.create_token(zed, name="Script", by=zed)
    headers = {"authorization": f"Bearer {secret}"}
    assert browser.get("/settings/").status_code == 200 and Client().get("/api/v1/me", headers=headers).status_code == 200
    session = browser.cookies["session"].value
    visitor = Visitor(session=session, member_id=zed.pk, proof=zed.get_session_auth_hash())
    actions.suspend(zed, reason="spam", days=7, words="Three shops in one day.", by=mia)
    assert browser.get("/settings/").status_code == 302
    assert Client().get("/api/v1/me", headers=headers).status_code == 401
    assert signed_out({visitor}) == {visitor}
    zed.refresh_from_db()
    with pytest.raises(Refused, match="suspended until"):
        make_question(zed)
    assert not Question.objects.exists()


def test_a_session_that_was_missed_opens_nothing(zed, mia):
    """Who signs in in the same moment has a session that nobody ended."""
    actions.suspend(zed, reason="spam", days=7, by=mia)
    late = signed_in(zed)
    assert late.get("/settings/").status_code == 302
    late.post("/questions/ask/", {"title": "Where can I sell my lamps here?"})
    assert not Question.objects.exists()


def test_who_tries_to_sign_in_reads_why_and_can_ask_for_another_look(zed, mia, work):
    actions.suspend(zed, reason="spam", days=7, words="Three shops in one day.", by=mia)
    work()
    assert "suspended" in mail.outbox[0].subject and token_for(zed.pk) in mail.outbox[0].body
    answer = Client().post("/accounts/login/", {"login": zed.email, "password": PASSWORD}, follow=True)
    page = answer.content.decode()
    assert (
        answer.redirect_chain[-1][0].startswith("/suspended/") and "It advertises" in page and "Three shops in one day." in page
    )
    address = answer.redirect_chain[-1][0]
    assert Client().post(address, {"words": " "}).status_code == 400
    Client().post(address, {"words": "It was one shop, and not mine."})
    moe = make_moderator("moe")
    actions.answer_appeal(Appeal.objects.get(), stands=False, by=moe)
    zed.refresh_from_db()
    assert not zed.is_suspended and Sanction.objects.get().ended_at
    assert "You can sign in again" in Client().get(address).content.decode()
    assert Client().post("/accounts/login/", {"login": zed.email, "password": PASSWORD}).url == "/"
    assert Client().get("/suspended/made-up/").status_code == 404


def test_it_ends_by_the_clock_and_the_member_is_told(zed, mia, work):
    actions.suspend(zed, reason="spam", days=3, by=mia)
    assert actions.end_suspensions() == 0
    with clock.at(now() + timedelta(days=3, minutes=1)):
        zed.refresh_from_db()
        assert not zed.is_suspended  # to the second, whether or not the clock's job has run
        assert actions.end_suspensions() == 1 and actions.end_suspensions() == 0
    work()
    zed.refresh_from_db()
    lift = Decision.objects.get(act=Act.LIFT)
    assert zed.suspended_until is None and lift.by is None and lift.undoes.act == Act.SUSPEND
    sentences = [entry.line.sentence for group in page_for(zed).groups for entry in group.entries]
    assert "Your suspension is over: you can sign in again." in sentences
    assert "community.moderation.clocks.end_suspensions" in jobs.kinds()


def test_nothing_but_what_is_about_the_account_is_mailed_meanwhile(ana, zed, mia, work):
    question = make_question(zed)
    actions.suspend(zed, reason="abuse", days=3, by=mia)
    work()
    mail.outbox.clear()
    make_answer(question, ana)
    work()
    assert not mail.outbox


def test_taken_back_they_are_in_again(zed, mia):
    decision = actions.suspend(zed, reason="spam", days=3, by=mia)
    with pytest.raises(Refused) as refused:
        actions.suspend(zed, reason="spam", days=9, by=mia)
    assert refused.value.status == 409
    actions.undo(decision, by=mia)
    assert not Member.objects.get(pk=zed.pk).is_suspended and signed_in(zed).get("/settings/").status_code == 200
    actions.suspend(zed, reason="spam", days=1, by=mia)
    assert Member.objects.get(pk=zed.pk).is_suspended


def test_who_may_and_with_what(ana, zed, mia, leo):
    olga = make_member("olga")
    members.set_groups(olga, [OWNERS], by=None)
    for by, about in ((ana, zed), (leo, zed), (mia, mia), (mia, leo), (mia, olga)):
        with pytest.raises(Refused):
            actions.suspend(about, reason="spam", days=1, by=by)
        with pytest.raises(Refused):
            actions.warn(about, reason="spam", words="Please.", by=by)
    wrong = ({"reason": "mood", "days": 1}, {"reason": "spam", "days": 0}, {"reason": "spam", "days": 4000})
    for said in wrong:
        with pytest.raises(ValidationError):
            actions.suspend(zed, by=mia, **said)
    with pytest.raises(ValidationError):
        actions.warn(zed, reason="spam", words=" ", by=mia)
    assert not Decision.objects.exists() and not Sanction.objects.exists()
    actions.suspend(leo, reason="other", days=1, by=olga)


def test_a_warning_is_read_in_the_inbox_and_changes_no_right(ana, ben, mia, work):
    answer = make_answer(make_question(ana), ben, "Only a fool asks that.")
    moderator = signed_in(mia)
    assert f"/texts/answer/{answer.pk}/author/" in moderator.get(answer.question.get_absolute_url()).content.decode()
    sent = {"act": "warn", "reason": "abuse", "note": "Please stay kind."}
    assert moderator.post(f"/texts/answer/{answer.pk}/author/", {"act": "warn", "reason": "abuse"}).status_code == 400
    moderator.post(f"/texts/answer/{answer.pk}/author/", sent)
    work()
    decision = Decision.objects.get()
    page = signed_in(ben).get(f"/decisions/{decision.pk}/").content.decode()
    assert "A word from the team" in page and "Please stay kind." in page and "Say what is wrong with a thing" in page
    assert page_for(ben).unread and make_answer(answer.question, ben, "It is the earth wire, I think.")
    forum.mark_helped(answer, by=ana)


def test_from_their_page_a_member_is_suspended(zed, mia):
    sent = {"act": "suspend", "reason": "fraud", "days": "30", "note": ""}
    assert signed_in(mia).post("/members/zed/decide/", sent).status_code == 302
    assert Sanction.objects.get().until > now() + timedelta(days=29) and Member.objects.get(pk=zed.pk).is_suspended
    ina = signed_in(make_member("ina"))
    assert ina.get("/members/zed/decide/").status_code == 403
    assert "Suspended until" in signed_in(mia).get("/members/zed/").content.decode()
    assert "uspended" not in ina.get("/members/zed/").content.decode()  # nobody is shamed
