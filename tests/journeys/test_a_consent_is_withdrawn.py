"""A member allows their profile to be shared, takes it back with one press, and the next fact already stays here."""

import pytest
from django.test import Client

from community.events.models import Event
from community.forum import actions as forum
from engagement.connections import actions, sending
from tests.posts import make_answer, make_question
from tests.receivers import receiving

pytestmark = pytest.mark.django_db
SHARE = {"purpose": "share", "channel": "systems", "wording": "1", "where": "settings"}


def test_a_consent_is_withdrawn(ana, ben, leo, work, settings):
    settings.OUTGOING_ALLOWED_HOSTS = ["127.0.0.1"]
    browser = Client()
    browser.force_login(ben)

    def help_ana(with_what):
        forum.accept_answer(
            make_answer(make_question(ana, f"How do I repair the {with_what}?"), ben, f"Oil the {with_what}."), by=ana
        )
        work()
        sending.drain()

    with receiving() as crm:
        actions.add_endpoint(name="CRM", url=crm.url, facts=["answer.accepted"], purpose="share", by=leo)
        help_ana("chain")
        assert crm.heard == []  # nobody was asked yet
        browser.post("/settings/privacy/consent/", SHARE | {"say": "yes"})
        help_ana("bell")
        assert len(crm.heard) == 1
        page = browser.get("/settings/privacy/").content.decode()
        assert page.count("Withdraw<") == 1
        standing = ben.loyalty_profile.body["standing"]

        browser.post("/settings/privacy/consent/", SHARE | {"say": "no"})
        help_ana("saddle")
        assert len(crm.heard) == 1
    ben.loyalty_profile.refresh_from_db()
    assert ben.loyalty_profile.body["standing"] > standing  # what he gets for helping does not depend on it
    said = Event.objects.filter(name="consent.changed", subject=ben).order_by("pk")
    assert [fact.extras["allowed"] for fact in said] == [True, False]
