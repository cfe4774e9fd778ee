"""A friend is invited and becomes somebody helped, over HTTP; who invited is recognised, and the profile knows."""

import re

import pytest
from django.core import mail
from django.test import Client

from community.events.models import Event
from community.forum.models import Answer, Question
from community.members import actions as members
from community.members.models import Member
from engagement.referrals.models import Code, Referral
from tests.people import make_member

pytestmark = pytest.mark.django_db

ASKED = {"title": "Why does the lamp flicker when I brake?", "body": "It began last week."}


def browser(member=None):
    client = Client(headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})
    if member:
        client.force_login(member)
    return client


def joins(client, **said):
    """Signs up, types the code of the mail, and is in."""
    form = client.get("/accounts/signup/").content.decode()
    carried = re.search(r'name="invitation"[^>]*value="([^"]*)"', form)
    client.post("/accounts/signup/", {"agreed": "on", "invitation": carried[1] if carried else ""} | said)
    code = re.search(r"^([A-Z0-9]{4,}(?:-[A-Z0-9]+)?)\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    client.post("/accounts/confirm-email/", {"code": code})
    return Member.objects.get(email=said["email"])


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_a_friend_is_invited_and_found_help(ana, ben, work):
    work()
    anas, nias = browser(ana), browser()
    page = read(anas, "/invite/")
    link = re.search(r'value="(http[^"]+/invite/[^"]+)"', page)[1]
    path = "/" + link.split("/", 3)[3]
    assert "<svg aria-hidden" in page and "mailto:?subject=" in page and "sms:?" in page

    before = (Event.objects.count(), Referral.objects.count())
    assert "Ana invites you" in read(nias, path)
    assert (Event.objects.count(), Referral.objects.count()) == before and not nias.cookies.get("session")

    nias.post(path + "join/")
    assert "Invited by Ana" in read(nias, "/accounts/signup/")
    nia = joins(nias, email="nia@example.com", name="Nia Okafor")
    work()
    assert "Nia Okafor joined by your invitation." in read(anas, "/notifications/")
    assert "Ana invited you." in read(nias, "/invite/")

    nias.post("/questions/ask/", ASKED)
    welcome = read(anas, "/invite/")
    assert "Answer Nia Okafor" in welcome and ASKED["title"] in welcome and "Waiting for a solved question" in welcome
    question = Question.objects.get()
    browser(ben).post(f"/questions/{question.pk}/acts/answer/", {"body": "Check the earth wire at the rear light."})
    nias.post(f"/answers/{Answer.objects.get().pk}/accept/", {"go": "1"})
    work()

    assert Referral.objects.get(friend=nia).state == "rewarded"
    page = read(anas, "/invite/")
    assert "1 friend has found help here" in page and "First question solved" in page and "Rewarded" in page
    assert "4 more for Connector, silver" in page
    told = read(anas, "/notifications/")
    assert "Nia Okafor, whom you invited, found help here." in told and "You earned the badge First friend, bronze." in told
    assert "Ana, who invited you, is recognised for it." in read(nias, "/notifications/")
    assert {tuple(letter.to) for letter in mail.outbox} >= {("ana@example.com",), ("nia@example.com",)}

    assert "First friend, bronze" in read(anas, "/members/ana/")
    why = read(anas, "/me/why/")
    assert "+20" in why and "A friend you invited found help here" in why
    secret = members.create_token(ana, name="mine", by=ana)[1]
    profile = browser().get("/api/v1/members/ana/loyalty-profile", headers={"authorization": f"Bearer {secret}"}).json()
    assert profile["referrals"] == {"pending": 0, "qualified": 1, "friends_found_help": 1}
    assert profile["standing"] == 20 and [badge["slug"] for badge in profile["badges"]] == ["first-friend"]
    told = Event.objects.filter(object_kind="referral").order_by("pk").values_list("name", flat=True)
    states = ["attributed", "verified", "qualified", "rewarded", "welcomed"]
    assert list(told) == [f"referral.{state}" for state in states]


def test_help_that_was_abuse_takes_everything_back_and_gives_it_again(ana, ben, mia, work):
    work()
    nias = browser()
    nias.post(f"/invite/{Code.objects.get(member=ana).text}/join/")
    joins(nias, email="nia@example.com")
    nias.post("/questions/ask/", ASKED)
    browser(ben).post(f"/questions/{Question.objects.get().pk}/acts/answer/", {"body": "Check the earth wire."})
    answer = Answer.objects.get()
    nias.post(f"/answers/{answer.pk}/accept/", {"go": "1"})
    work()
    anas, mias = browser(ana), browser(mia)
    assert "First friend" in read(anas, "/members/ana/")

    mias.post(f"/texts/answer/{answer.pk}/hide/", {"reason": "spam"})
    work()
    assert "First friend, bronze" not in read(anas, "/members/ana/")
    assert "What a friend" in read(anas, "/me/why/?show=taken-back")
    page = read(anas, "/invite/")
    assert "Taken back" in page and "No friend of yours has found help here yet" in page

    mias.post(f"/texts/answer/{answer.pk}/restore/")
    work()
    assert "Rewarded" in read(anas, "/invite/") and "First friend, bronze" in read(anas, "/members/ana/")


def test_a_typed_code_wins_over_the_link_and_an_emptied_field_over_both(ana, ben, work):
    work()
    nias, rosas, evas = browser(), browser(), browser()
    for client in (nias, rosas, evas):
        client.post(f"/invite/{Code.objects.get(member=ana).text}/join/")
    nia = joins(nias, email="nia@example.com", invitation=Code.objects.get(member=ben).text.upper())
    joins(rosas, email="rosa@example.com", invitation="")
    eva = joins(evas, email="eva@example.com")
    work()
    assert dict(Referral.objects.values_list("friend", "advocate")) == {nia.pk: ben.pk, eva.pk: ana.pk}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"invitation": "nobody-2222"}, "No invitation has this code."),
        ({"email": "a.n.a+2@example.com", "invitation": "OWN"}, ""),
        ({"email": "ANA+second@example.com", "invitation": "OWN"}, "This address belongs to who invites."),
    ],
)
def test_what_cannot_be_an_invitation_is_said_at_sign_up(ana, work, said, told):
    work()
    said = {"email": "nia@example.com", "agreed": "on"} | said
    if said["invitation"] == "OWN":
        said["invitation"] = Code.objects.get(member=ana).text
    before = Member.objects.count()
    answer = browser().post("/accounts/signup/", said)
    if told:
        assert told in answer.content.decode()
        assert (Member.objects.count(), Referral.objects.count()) == (before, 0)
    else:
        assert Referral.objects.get().advocate == ana


def test_members_are_told_why_an_invitation_is_not_for_them(ana, ben, work):
    work()
    text = Code.objects.get(member=ana).text
    assert "This is your own invitation." in read(browser(ana), f"/invite/{text}/")
    assert "You are a member already." in read(browser(ben), f"/invite/{text}/")
    refused = browser(ben).post(f"/invite/{text}/join/")
    assert refused.status_code == 403 and "You are a member already." in refused.content.decode()
    browser(ana).post("/invite/code/pause/")
    assert "cannot be used at the moment" in read(browser(), f"/invite/{text}/")
    assert browser().post(f"/invite/{text}/join/").status_code == 403
    assert Referral.objects.count() == 0 and make_member("rosa").pk
