import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from community.events.models import Event
from community.frame import identity
from community.members import terms
from community.members.actions import agree
from community.papers import actions
from community.papers.models import Paper
from community.verdict import Refused

HTML = {"Accept": "text/html"}
WORDS = {"en": "<p>What we agree on.</p>", "es": "<p>Lo que acordamos.</p>"}


def page_at(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_who_is_a_member_already_reads_new_terms_once_and_agrees_to_that_version(client, ana, leo):
    client.force_login(ana)
    assert client.get("/questions/", headers=HTML).status_code == 200
    actions.publish_paper("terms", texts=WORDS, by=leo)
    assert client.get("/questions/", headers=HTML).url == "/agree/?next=%2Fquestions%2F"
    page = page_at(client, "/agree/?next=/questions/")
    assert "I accept the terms, version 1." in page and 'href="/terms/"' in page
    assert client.get("/terms/", headers=HTML).status_code == 200, "what is asked about can be read first"
    assert client.post("/agree/", {"agreed": "on", "version": "1", "next": "/questions/"}).url == "/questions/"
    assert client.get("/questions/", headers=HTML).status_code == 200
    actions.publish_paper("terms", texts={"en": "<p>New words.</p>"}, by=leo)
    assert client.get("/questions/", headers=HTML).url.startswith("/agree/")
    assert [row.version for row in ana.agreements.order_by("pk")] == ["1"]
    client.force_login(leo)
    assert client.get("/questions/", headers=HTML).status_code == 200, "who wrote them knows them"
    assert Client().get("/questions/", headers=HTML).status_code == 200


def test_who_joins_afterwards_accepts_them_in_the_line_they_tick_anyway(client, leo):
    actions.publish_paper("terms", texts=WORDS, by=leo)
    assert "I accept the terms, version 1, and am 16 or older." in page_at(client, "/accounts/signup/")
    assert 'href="/terms/"' in page_at(client, "/questions/")


def test_agreeing_is_told_once_for_each_version(ana, leo):
    actions.publish_paper("terms", texts=WORDS, by=leo)
    for _time in range(2):
        agree(ana, terms="1")
    told = Event.objects.filter(name="terms.accepted").order_by("pk")
    assert [(fact.subject_id, fact.extras["version_accepted"]) for fact in told] == [(leo.pk, "1"), (ana.pk, "1")]


def test_without_papers_the_settings_say_which_terms_are_in_force(leo, settings):
    settings.TERMS_VERSION, settings.TERMS_URL = "2026-01", "/our-terms/"
    assert terms.current() == terms.Terms(version="2026-01", address="/our-terms/")
    actions.publish_paper("terms", texts=WORDS, by=leo)
    assert terms.current() == terms.Terms(version="1", address="/terms/")


def test_each_version_stays_as_it_was_and_the_last_is_in_force(client, leo):
    actions.publish_paper("guidelines", texts=WORDS, by=leo)
    again = actions.publish_paper("guidelines", texts=WORDS, by=leo)
    actions.publish_paper("guidelines", texts={"en": "<p>Be kind.</p>"}, by=leo)
    assert again.version == 1 and "Be kind." in page_at(client, "/guidelines/")
    assert "What we agree on." in page_at(client, "/guidelines/1/") and 'content="noindex' in page_at(client, "/guidelines/1/")
    client.cookies["language"] = "es"
    assert "Lo que acordamos." in page_at(client, "/guidelines/1/") and "Be kind." in page_at(client, "/guidelines/")
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.update(texts={})
    assert (identity.current().guidelines, identity.current().terms) == (2, 0)


def test_only_the_brands_team_publishes_and_nothing_that_runs_gets_in(client, ana, mia, leo):
    for member in (ana, mia):
        with pytest.raises(Refused):
            actions.publish_paper("terms", texts=WORDS, by=member)
    for words in ({"es": "<p>Sin inglés.</p>"}, {"en": "<p> </p>"}):
        with pytest.raises(ValidationError):
            actions.publish_paper("terms", texts=words, by=leo)
    assert not Paper.objects.exists()
    paper = actions.publish_paper(
        "terms", texts={"en": '<p>Read <a href="javascript:x()">it</a><script>x()</script></p>'}, by=leo
    )
    assert "script" not in paper.texts["en"]


@pytest.mark.parametrize("version", ["0", "2", "", "x", "9" * 30])
def test_nobody_agrees_to_a_version_that_is_not_in_force(client, ana, leo, version):
    actions.publish_paper("terms", texts=WORDS, by=leo)
    client.force_login(ana)
    answer = client.post("/agree/", {"agreed": "on", "version": version})
    assert answer.status_code == 400 and b"The words changed while you read them" in answer.content
    assert not ana.agreements.exists()
    assert Client().post("/agree/", {"agreed": "on", "version": "1"}).url.startswith("/accounts/login/")
