"""An angry customer writes; whoever should answer sleeps; it goes up, is resolved elsewhere, fails, and is put right."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from community import clock
from community.forum import actions as forum
from community.members import actions as members
from community.members.models import FACTS_WRITE, OWNERS
from engagement.cases import clocks, rules
from engagement.cases.models import Case, Survey
from engagement.connections import sending
from tests.people import make_member
from tests.posts import make_answer, make_question
from tests.receivers import receiving

pytestmark = pytest.mark.django_db
FACTS = ["case.opened", "case.escalated", "case.answered", "case.checked"]
SHARE = {"purpose": "share", "channel": "systems", "wording": "1", "where": "profile", "say": "yes"}
TITLE = "My lamp came broken, and nobody answers the phone"


def browser(member):
    client = Client()
    client.force_login(member)
    return client


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


@pytest.fixture
def ola(db):
    member = make_member("ola")
    members.set_groups(member, [OWNERS], by=None)
    return member


def test_an_angry_customer_is_won_back(ana, leo, ola, work, settings):
    settings.OUTGOING_ALLOWED_HOSTS = ["127.0.0.1"]
    anas, leos, olas, start = browser(ana), browser(leo), browser(ola), clock.now()
    secret = members.create_token(leo, name="support", scopes=[FACTS_WRITE], by=leo)[1]
    anas.post("/settings/privacy/consent/", SHARE)
    with receiving() as support:
        said = {"name": "Support", "url": support.url, "shape": "events", "payload": "thin", "unallowed": "nothing"}
        leos.post("/cms/endpoints/new/", said | {"facts": FACTS, "purpose": "share", "prefix": "community_"})

        def handed_out():
            work()
            sending.drain()
            return [(told["type"], told["data"]["case"]) for told in (json.loads(heard.body) for heard in support.heard)]

        # She finds the way from her own profile, writes, and sees at once who answers and until when.
        assert "/me/cases/write/" in read(anas, "/me/loyalty/")
        form = anas.get("/me/cases/write/").context["form"]
        sent = {"title": TITLE, "body": "It hums.", "submission": str(form.initial["submission"])}
        mine = anas.post("/me/cases/write/", sent).url
        case = Case.objects.get()
        assert (case.owner, case.severity, case.due_at - case.opened_at) == (leo, rules.NORMAL, timedelta(hours=24))
        assert leo.shown_name in read(anas, mine)
        assert handed_out() == [("case.opened", str(case.public_id))]
        assert TITLE in read(leos, "/notifications/") and TITLE in read(leos, "/cms/cases/")

        # Leo sleeps. A day later it is the owner's, and she reads a new name.
        with clock.at(start + timedelta(hours=25)):
            assert (clocks.late_cases(), clocks.late_cases()) == (1, 0)
            work()
        case.refresh_from_db()
        assert (case.owner, case.step) == (ola, 1)
        assert TITLE in read(olas, "/notifications/") and ola.shown_name in read(anas, mine)
        assert handed_out()[-1] == ("case.escalated", str(case.public_id))

        # The support system resolves it, and says so twice.
        closed = {"type": "case.closed", "id": "7", "source": "support", "case": str(case.public_id), "outcome": "Sent anew."}
        call = {"content_type": "application/json", "headers": {"authorization": f"Bearer {secret}"}}
        closed["time"] = start.isoformat()
        with clock.at(start + timedelta(hours=26)):
            assert [Client().post("/api/v1/events", closed, **call).status_code for _n in range(2)] == [201, 200]
            work()
        assert "Sent anew." in read(anas, mine) and "The team has an answer for you." in read(anas, "/notifications/")

        # Four days later she is asked, once, and says no: it is open again, more urgent, with a clock and a name.
        with clock.at(start + timedelta(hours=26) + rules.ASKED_BACK):
            assert (clocks.asked_back(), clocks.asked_back()) == (1, 0)
            work()
            assert "Did it work?" in read(anas, "/notifications/")
            anas.post(f"{mine}worked/", {"worked": "0"})
            case.refresh_from_db()
            assert (case.state, case.severity, case.owner) == ("open", rules.HIGH, ola)
            assert case.due_at - clock.now() == timedelta(hours=4)
            work()

            # On the desk the owner answers her by name. Yes ends it.
            olas.post(f"/cms/cases/{case.pk}/answer/", {"outcome": "I brought you a new one myself."})
            page = read(anas, mine)
            assert "I brought you a new one myself." in page and ola.shown_name in page
            anas.post(f"{mine}worked/", {"worked": "1"})
            work()
        case.refresh_from_db()
        assert (case.state, case.worked, case.ask_back_at) == ("closed", True, None)
        assert "Done, and it worked." in read(anas, mine) and TITLE not in read(leos, "/cms/cases/")
        names = [name for name, which in handed_out() if which == str(case.public_id)]
        assert sorted(names) == sorted([*FACTS, "case.opened", "case.answered", "case.checked"])


def test_an_unhappy_word_in_a_survey_is_somebodys_to_put_right(ana, ben, leo, work):
    anas, leos = browser(ana), browser(leo)
    question = make_question(ana)
    forum.accept_answer(make_answer(question, ben), by=ana)
    work()
    with clock.at((clock.now() + timedelta(days=4)).replace(hour=12)):
        assert (clocks.surveys(), clocks.surveys()) == (1, 0)
        work()
        survey = Survey.objects.get()
        assert survey.get_absolute_url() in read(anas, "/notifications/")
        mine = anas.post(survey.get_absolute_url(), {"score": "2", "words": "Three weeks for a cable"}).url
        case = Case.objects.get()
        assert (case.owner, case.severity, case.kind) == (leo, rules.HIGH, "survey")
        assert leo.shown_name in read(anas, mine)
        leos.post(f"/cms/cases/{case.pk}/answer/", {"outcome": "The cable is on its way, with our excuses."})
        work()
        assert "The cable is on its way" in read(anas, mine)
