"""Held invitations on the desk: signs in words, one decision, an appeal by somebody else; nothing is seen without a look."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from community import clock
from engagement.integrity.models import Decision
from engagement.loyalty.models import Look
from engagement.recognition.models import Balance
from tests.invitations import held, referral_of
from tests.people import make_moderator

pytestmark = pytest.mark.django_db


def browser(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def odd(ana, ben):
    return held(ana, "nia", helper=ben)


def state(referral):
    return referral_of(referral.friend).state


def test_the_team_sees_what_waits_and_why_after_saying_that_it_looks(odd, mia, leo):
    mias = browser(mia)
    assert "Nia" in mias.get("/cms/invitations/").content.decode()
    before = mias.get(f"/cms/invitations/{odd.pk}/").content.decode()
    assert "Look at it" in before and "made to be thrown away" not in before
    mias.post(f"/cms/invitations/{odd.pk}/look/")
    page = mias.get(f"/cms/invitations/{odd.pk}/").content.decode()
    assert "made to be thrown away" in page and "differ by two letters" in page and "First question solved" in page
    assert set(Look.objects.values_list("member", flat=True)) == {odd.advocate_id, odd.friend_id}
    assert "Look at it" in browser(leo).get(f"/cms/invitations/{odd.pk}/").content.decode()


def test_members_do_not_get_there(odd, ana):
    for path in ("", f"{odd.pk}/", f"{odd.pk}/look/", f"{odd.pk}/decide/"):
        assert browser(ana).get(f"/cms/invitations/{path}").status_code in (302, 403, 404)
    browser(ana).post(f"/cms/invitations/{odd.pk}/decide/", {"fair": "1"})
    assert state(odd) == "held" and not Decision.objects.exists()


def test_approving_rewards_at_once(odd, ana, mia, work):
    assert "We are checking this, usually a day" in browser(ana).get("/invite/").content.decode()
    answer = browser(mia).post(f"/cms/invitations/{odd.pk}/decide/", {"fair": "1"}, follow=True)
    work()
    assert "Approved, and rewarded." in answer.content.decode()
    assert state(odd) == "rewarded" and Balance.objects.get(member=ana).amount == 20


def test_a_refusal_needs_a_reason_and_says_it(odd, ana, mia, work):
    assert browser(mia).post(f"/cms/invitations/{odd.pk}/decide/").status_code == 400
    assert state(odd) == "held" and not Decision.objects.exists()
    browser(mia).post(f"/cms/invitations/{odd.pk}/decide/", {"reason": "same_person"})
    work()
    anas = browser(ana)
    assert state(odd) == "rejected" and not Balance.objects.filter(member=ana, amount__gt=0).exists()
    assert "Both accounts seem to belong to one person." in anas.get("/invite/").content.decode()
    assert "Both accounts seem to belong to one person." in anas.get("/notifications/").content.decode()


def test_an_appeal_is_decided_by_somebody_else_and_once(odd, ana, mia, leo, work):
    browser(mia).post(f"/cms/invitations/{odd.pk}/decide/", {"reason": "same_person"})
    anas, address = browser(ana), f"/invite/friends/{odd.pk}/appeal/"
    assert anas.post(address, {"words": " "}).status_code == 400 and state(odd) == "rejected"
    anas.post(address, {"words": "She is my sister."})
    work()
    assert state(odd) == "held"
    refused = browser(mia).post(f"/cms/invitations/{odd.pk}/decide/", {"fair": "1"})
    assert refused.status_code == 403 and state(odd) == "held"
    leos = browser(leo)
    leos.post(f"/cms/invitations/{odd.pk}/look/")
    page = leos.get(f"/cms/invitations/{odd.pk}/").content.decode()
    assert "She is my sister." in page and "Mia refused it" in page
    leos.post(f"/cms/invitations/{odd.pk}/decide/", {"reason": "other"})
    work()
    assert state(odd) == "rejected"
    assert anas.post(address, {"words": "Once more."}).status_code == 409 and state(odd) == "rejected"
    assert "Ask for another look" not in anas.get("/invite/").content.decode()


def test_where_nobody_else_is_there_the_same_person_looks_again_after_two_days(odd, ana, mia):
    browser(mia).post(f"/cms/invitations/{odd.pk}/decide/", {"reason": "same_person"})
    browser(ana).post(f"/invite/friends/{odd.pk}/appeal/", {"words": "She is my sister."})
    from engagement.referrals import actions

    with clock.at(now() + timedelta(hours=49)):
        actions.decide(odd, by=mia)
    assert state(odd) == "rewarded"
    assert list(Decision.objects.order_by("pk").values_list("of_appeal", "fair")) == [(False, False), (True, True)]


def test_two_deciding_at_once_is_one_decision(odd, mia, work):
    other = make_moderator("max")
    browser(mia).post(f"/cms/invitations/{odd.pk}/decide/", {"fair": "1"})
    assert browser(other).post(f"/cms/invitations/{odd.pk}/decide/", {"reason": "other"}).status_code == 404
    assert state(odd) == "rewarded" and Decision.objects.count() == 1
