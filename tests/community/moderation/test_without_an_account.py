"""People without an account report what breaks the law: kept for the team alone, a receipt, the outcome, not too often."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from community import clock
from community.events.models import Event
from community.forum import actions as forum
from community.moderation import actions
from community.moderation.models import Item, Report
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db

SENT = {"words": "This sells forged tickets.", "name": "Nora Neighbour", "email": "nora@example.org", "honest": "on"}


@pytest.fixture
def answer(ana, ben):
    return make_answer(make_question(ana), ben, "I have tickets, ask me.")


def place(answer):
    return f"http://testserver{answer.question.get_absolute_url()}#a{answer.pk}"


def noras():
    return [sent for sent in mail.outbox if sent.to == ["nora@example.org"]]


def test_a_report_is_queued_first_with_a_receipt_and_the_outcome(answer, ana, ben, zed, mia, work):
    actions.report_text(make_answer(answer.question, zed, "Me, too."), reason="spam", by=ana)
    guest = Client()
    form = guest.get(f"/texts/answer/{answer.pk}/report/")
    assert form.status_code == 200 and f"#a{answer.pk}" in form.content.decode()
    sent = guest.post("/report/", SENT | {"address": place(answer)})
    report = Report.objects.get(member=None)
    assert sent.url == f"/reports/{report.key}/" and "We have it" in guest.get(sent.url).content.decode()
    assert Item.objects.waiting().first().text_id == answer.pk and report.item.reason == "illegal"
    work()
    receipt = noras()[0]
    assert not report.confirmed_at
    link = re.search(r"http\S+proof=\S+", receipt.body)[0].replace("http://127.0.0.1:8000", "")
    proof = link.partition("proof=")[2]
    assert "this address is mine" in guest.get(link).content.decode()
    assert guest.post(f"/reports/{report.key}/", {"proof": proof}).status_code == 302
    report.refresh_from_db()
    assert report.confirmed_at
    actions.hide(answer, reason="illegal", by=mia)
    work()
    work()
    outcomes = noras()
    assert len(outcomes) == 2 and "the team acted on it" in outcomes[1].body
    assert "the team acted on it" in guest.get(f"/reports/{report.key}/").content.decode()
    told = " ".join(sent.body for sent in mail.outbox if sent.to == [ben.email])
    assert told and "Nora" not in told and "nora@" not in told and "forged" not in told


def test_without_an_address_the_page_alone_tells(answer, mia, work):
    Client().post("/report/", {"words": "Forged.", "address": place(answer), "honest": "on"})
    actions.keep(Item.objects.get(), by=mia)
    work()
    assert "breaks no law" in Client().get(f"/reports/{Report.objects.get().key}/").content.decode()
    assert not noras()


def test_an_address_nobody_confirmed_hears_no_outcome(answer, mia, work):
    Client().post("/report/", SENT | {"address": place(answer)})
    work()
    actions.keep(Item.objects.get(), by=mia)
    work()
    assert len(noras()) == 1
    report = Report.objects.get()
    assert Client().post(f"/reports/{report.key}/", {"proof": "made-up"}).status_code == 403
    report.refresh_from_db()
    assert report.confirmed_at is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": ""}, "address"),
        ({"address": "https://elsewhere.example/x"}, "address"),
        ({"address": "http://testserver/questions/99999/"}, "address"),
        ({"words": "  "}, "words"),
        ({"words": "x" * 2001}, "words"),
        ({"email": "nobody"}, "email"),
        ({"honest": ""}, "honest"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_words_stay(answer, change, field):
    page = Client().post("/report/", SENT | {"address": place(answer)} | change)
    assert page.status_code in (400, 413) and f"id_{field}_error" in page.content.decode()
    assert "Nora Neighbour" in page.content.decode() and not Report.objects.exists()


def test_what_is_private_or_gone_can_not_be_found_out(ana, ben, mia):
    private = make_question(ana, "My invoice number is wrong", visibility="private")
    hidden = make_question(ana, "Words that the team took away")
    forum.hide_text(hidden, reason="spam", by=mia)
    for question in (private, hidden):
        sent = SENT | {"address": f"http://testserver{question.get_absolute_url()}"}
        assert Client().post("/report/", sent).status_code == 400
        assert Client().get(f"/texts/question/{question.pk}/report/").status_code in (404, 410)
    assert not Report.objects.exists() and Client().get("/reports/5f0c6a44-6f0e-4b52-9d3c-0c5d2f9a7e11/").status_code == 404


def test_more_than_five_an_hour_wait(answer, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"report": "1/h/ip"}
    sent = SENT | {"address": place(answer)}
    assert Client().post("/report/", sent).status_code == 302
    refused = Client().post("/report/", sent)
    assert refused.status_code == 429 and refused["Retry-After"] and Report.objects.count() == 1


def test_names_and_addresses_are_forgotten_after_half_a_year(answer, mia):
    Client().post("/report/", SENT | {"address": place(answer)})
    with clock.at(now() + timedelta(days=181)):
        assert actions.forget_reporters() == 0  # nobody has decided it
    actions.keep(Item.objects.get(), by=mia)
    with clock.at(now() + timedelta(days=181)):
        assert actions.forget_reporters() == 1
    report = Report.objects.get()
    assert (report.name, report.email, report.words) == ("", "", "This sells forged tickets.")


def test_the_fact_names_nobody_who_reported(answer):
    Client().post("/report/", SENT | {"address": place(answer)})
    fact = Event.objects.get(name="text.reported")
    assert fact.actor_id is None and "nora" not in str(fact.extras).lower()
