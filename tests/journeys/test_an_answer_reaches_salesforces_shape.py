"""A member who shares their profile helps: the customer system gets a journal, a badge, and the reversal when it falls."""

import pytest
from django.test import Client

from community.events.models import Event
from community.forum import actions as forum
from engagement.connections import sending
from engagement.connections.telling import id_of
from tests.engagement.connections.systems import Salesforce
from tests.posts import make_answer, make_question
from tests.receivers import receiving

pytestmark = pytest.mark.django_db
FACTS = ["answer.accepted", "answer.unaccepted", "badge.awarded"]
SHARE = {"purpose": "share", "channel": "systems", "wording": "1", "where": "profile", "say": "yes"}


def test_an_answer_reaches_salesforces_shape(ana, ben, leo, work, settings):
    settings.OUTGOING_ALLOWED_HOSTS = ["127.0.0.1"]
    desk, browser, org = Client(), Client(), Salesforce()
    desk.force_login(leo)
    browser.force_login(ben)
    browser.post("/settings/privacy/consent/", SHARE)
    with receiving(org) as there:
        said = {"name": "Salesforce", "url": there.url.removesuffix("/hook"), "shape": "salesforce", "payload": "thin"}
        said |= {"unallowed": "nothing", "facts": FACTS, "purpose": "share", "program": "Inner circle & more"}
        desk.post("/cms/endpoints/new/", said | {"client_id": "an-id", "client_secret": "a secret &", "prefix": "community_"})
        answer = make_answer(make_question(ana), ben)
        forum.accept_answer(answer, by=ana)
        work()
        sending.drain()
        journal = org.journals[id_of(Event.objects.get(name="answer.accepted"))]
        assert journal["JournalSubTypeName"] == "Community: answer accepted"
        assert journal["MembershipNumber"] == str(ben.public_id) and org.badges
        forum.unaccept_answer(answer, by=ana)
        work()
        sending.drain()
    assert "Community: answer accepted reversed" in {one["JournalSubTypeName"] for one in org.journals.values()}
    told = browser.get("/me/loyalty/").content.decode()
    assert "Who looked" in told
