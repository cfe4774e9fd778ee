from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from community import clock
from community.frame import identity
from community.papers import actions
from community.papers.models import Accepted, Paper
from community.verdict import Refused
from tests.people import make_member

WORDS = {"en": "<p>What we agree on.</p>", "es": "<p>Lo que acordamos.</p>"}


def page_at(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_who_is_a_member_already_is_asked_on_every_page_until_they_agree(client, ana, leo):
    client.force_login(ana)
    assert "The terms have changed" not in page_at(client, "/questions/")
    actions.publish_paper("terms", texts=WORDS, by=leo)
    assert "The terms have changed" in page_at(client, "/questions/")
    assert client.post("/terms/agree/", {"version": "1", "next": "/questions/"}).url == "/questions/"
    assert "The terms have changed" not in page_at(client, "/questions/")
    actions.publish_paper("terms", texts={"en": "<p>New words.</p>"}, by=leo)
    assert "The terms have changed" in page_at(client, "/questions/")
    client.force_login(leo)
    assert "The terms have changed" not in page_at(client, "/questions/")
    assert "The terms have changed" not in page_at(Client(), "/questions/")


def test_who_joins_afterwards_agreed_on_the_way_in(client, leo, work):
    with clock.at(now() - timedelta(days=1)):
        actions.publish_paper("terms", texts=WORDS, by=leo)
    assert "By joining you agree to" in page_at(client, "/accounts/signup/") and 'href="/terms/"' in page_at(
        client, "/questions/"
    )
    nina = make_member("nina")
    client.force_login(nina)
    assert "The terms have changed" not in page_at(client, "/questions/")
    work()
    assert Accepted.objects.get(member=nina).where == "joining"


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
def test_nobody_agrees_to_a_version_that_is_not_in_force_or_for_somebody_else(client, ana, ben, leo, version):
    actions.publish_paper("terms", texts=WORDS, by=leo)
    client.force_login(ana)
    assert client.post("/terms/agree/", {"version": version}).status_code == 409
    with pytest.raises(Refused):
        actions.accept_terms(ana, version=1, by=ben)
    assert client.get("/terms/agree/").status_code == 405 and not Accepted.objects.filter(member=ana).exists()
    assert Client().post("/terms/agree/", {"version": "1"}).url.startswith("/accounts/login/")
