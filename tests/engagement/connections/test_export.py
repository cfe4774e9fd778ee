"""What the brand takes along: streamed, with consent where it is shared, and harmless in a spreadsheet."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils.timezone import now

from community.forum import actions as forum
from community.members import actions as members
from community.verdict import Refused
from engagement.connections import actions, export
from engagement.connections.telling import id_of
from engagement.loyalty.models import Look
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db


def command(name, *args) -> str:
    out = io.StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def solved(ana, ben, work):
    answer = make_answer(make_question(ana), ben)
    forum.accept_answer(answer, by=ana)
    work()
    return answer


def test_facts_are_lines_as_an_endpoint_hears_them_and_private_ones_are_not_there(solved, zed):
    forum.doubt_answer(solved, kind="outdated", by=zed)
    lines = [json.loads(line) for line in command("export_facts").splitlines()]
    accepted = next(line for line in lines if line["type"] == "answer.accepted")
    assert accepted["specversion"] == "1.0" and accepted["subject"] == str(solved.author.public_id)
    assert not any(line["type"] == "answer.doubted" for line in lines) and "actor" not in accepted["data"]
    assert command("export_facts", "--since", (now() + timedelta(minutes=1)).isoformat()) == ""
    assert len(command("export_facts", "--until", (now() + timedelta(minutes=1)).isoformat()).splitlines()) == len(lines)


def test_the_same_as_csv(solved):
    rows = list(csv.DictReader(io.StringIO(command("export_facts", "--form", "csv"))))
    row = next(row for row in rows if row["type"] == "answer.accepted")
    assert row["subject"] == str(solved.author.public_id) and json.loads(row["data"])["object_id"] == solved.pk
    from community.events.models import Event

    assert row["id"] == id_of(Event.objects.get(name="answer.accepted"))


def test_profiles_for_another_system_are_those_of_who_allows_it_and_they_see_it(solved, ana, ben):
    members.allow(ben, purpose="share", channel="systems", where="settings", by=ben)
    lines = [json.loads(line) for line in command("export_profiles", "--sharing", "--for", "Shop").splitlines()]
    assert [line["ids"]["handle"] for line in lines] == ["ben"] and lines[0]["contribution"]["accepted"] == 1
    assert [(look.member_id, look.system, look.what) for look in Look.objects.all()] == [(ben.pk, "Shop", ["all"])]


def test_profiles_for_the_communitys_own_use_are_everybodys(solved, ana, ben):
    rows = list(csv.DictReader(io.StringIO(command("export_profiles", "--form", "csv"))))
    assert {row["handle"] for row in rows} >= {"ana", "ben"}
    of_ben = next(row for row in rows if row["handle"] == "ben")
    assert json.loads(of_ben["contribution"])["accepted"] == 1 and of_ben["level"] == "1"


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example")'])
def test_no_cell_is_a_formula(evil):
    text = "".join(export.facts_as_csv([{"id": evil, "type": "a", "data": -5}]))
    (line,) = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert line[0] == "'" + evil and line[5] == "-5"


def test_it_is_written_piece_by_piece(solved, leo, django_assert_max_num_queries):
    pieces = actions.export_facts("ndjson", by=leo)
    with django_assert_max_num_queries(1):
        first = next(pieces)
    assert first.count("\n") == 1


def test_only_the_brand_team_takes_anything(solved, mia, ana):
    for person in (mia, ana):
        with pytest.raises(Refused):
            actions.export_facts("csv", by=person)
        with pytest.raises(Refused):
            actions.export_profiles("csv", sharing=False, by=person)
    assert not Look.objects.exists()


def test_the_desk_hands_it_over_by_a_press_and_never_by_looking(client, solved, leo, mia, ben):
    client.force_login(leo)
    assert client.get("/cms/endpoints/export/").status_code == 200 and not Look.objects.exists()
    said = {"what": "profiles", "form": "csv", "whose": "own"}
    answer = client.post("/cms/endpoints/export/", said)
    assert answer["Content-Disposition"] == 'attachment; filename="profiles.csv"' and answer.streaming
    assert b"ben" in b"".join(answer.streaming_content)
    assert Look.objects.get(member=ben).by == leo
    facts = client.post("/cms/endpoints/export/", said | {"what": "facts", "form": "ndjson", "since": "2020-01-01"})
    assert b"answer.accepted" in b"".join(facts.streaming_content)
    assert client.post("/cms/endpoints/export/", {"what": "secrets"}).status_code == 400
    client.force_login(mia)
    assert client.post("/cms/endpoints/export/", said).status_code == 403
