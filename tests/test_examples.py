"""What stands in docs/examples, run as it stands there."""

import json
import os
import runpy
import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from community import clock
from community.events import worker
from community.events.models import Event
from community.forum import actions as forum
from community.members import actions as members
from community.members.models import FACTS_WRITE
from engagement.insights.counting import day_of
from engagement.insights.measures import Period
from engagement.loyalty.models import Order
from engagement.recognition.models import Badge
from tests.environment import ROOT
from tests.people import make_member
from tests.ports import free_port

EXAMPLES = ROOT / "docs" / "examples"


def run(name: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / name), *words]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=60)


@pytest.mark.django_db(transaction=True)
def test_the_till_tells_of_a_sale_once_and_keeps_what_could_not_be_told(live_server, ana, leo, tmp_path):
    _key, secret = members.create_token(leo, name="Till", scopes=[FACTS_WRITE], by=leo)
    there = {"KEY": secret, "WAITING": str(tmp_path / "waiting.jsonl")}
    away = run("till.py", "nobody", "4990", "EUR", SITE=f"http://127.0.0.1:{free_port()}", **there)
    assert away.returncode and "kept for later" in away.stderr
    kept = json.loads((tmp_path / "waiting.jsonl").read_text())
    (tmp_path / "waiting.jsonl").write_text(json.dumps(kept | {"member": {"email": ana.email}}) + "\n")
    told = run("till.py", "a-number", "1250", "EUR", SITE=live_server.url, **there)
    assert told.stdout == "2 recorded, 0 known, 0 refused\n", told.stderr
    assert not (tmp_path / "waiting.jsonl").exists()
    (tmp_path / "waiting.jsonl").write_text(json.dumps(kept | {"member": {"email": ana.email}}) + "\n")
    again = run("till.py", "a-number", "1", "EUR", SITE=live_server.url, **there)
    assert again.stdout == "1 recorded, 1 known, 0 refused\n"
    assert Event.objects.filter(name="order.placed", source_id__contains=kept["id"]).count() == 1
    assert sorted(Order.objects.values_list("amount", flat=True)) == [1, 1250, 4990]
    refused = run("till.py", "a-number", "1", "EUR", SITE=live_server.url, **there | {"KEY": "qrc_wrong"})
    assert "refused with 401" in refused.stderr


@pytest.mark.django_db
def test_the_pack_of_badges_is_added_once_and_a_wrong_one_not_at_all(tmp_path):
    def add(path, **options) -> str:
        call_command("add_badges", str(path), stdout=(said := StringIO()), **options)
        return said.getvalue()

    pack = EXAMPLES / "badges.json"
    assert "nothing wrong" in add(pack, check=True) and not Badge.objects.filter(slug="patient-ear").exists()
    assert add(pack).startswith("1 added") and add(pack).startswith("0 added")
    assert Badge.objects.get(slug="patient-ear").rule.rule["at_least"] == 3
    good = json.loads(pack.read_text())[0] | {"slug": "another"}
    for wrong, words in (
        ({"shape": "cloud"}, "shape"),
        ({"glyph": "unicorn"}, "no icon 'unicorn'"),
        ({"rule": {"count": ["answer.accepted"], "at_least": 0}}, "badge 2"),
        ({"says": "x" * 200}, "says"),
        ({"colour": "red"}, "colour"),
    ):
        (tmp_path / "wrong.json").write_text(json.dumps([good, good | {"slug": "third"} | wrong]))
        with pytest.raises(CommandError, match=words):
            add(tmp_path / "wrong.json")
    assert not Badge.objects.filter(slug="another").exists()
    assert worker.drain() >= 0


@pytest.mark.django_db
def test_the_figure_counts_who_thanked_and_says_nothing_of_fewer_than_ten(ana, ben):
    made = runpy.run_path(str(EXAMPLES / "metric.py"))
    period = Period.of(4, until=day_of(clock.now()) + timedelta(days=1))
    question = forum.ask_question(title="Why does the lamp flicker?", body="It began last week.", by=ana)
    answer = forum.post_answer(question, body="Check the earth wire.", by=ben)
    for number in range(10):
        if number == 9:
            assert made["figure"](period).few and made["thanking"](period) == 9
        reader = make_member(f"reader-{number}")
        forum.mark_helped(answer, by=reader)
        forum.write_note(answer, words="It was the wire. Thank you!", by=reader)
    figure = made["figure"](period)
    assert (figure.value, figure.before, figure.few) == (10, 0, False)


@pytest.mark.once
def test_the_theme_of_a_colour_is_printed_and_always_readable():
    said = run("theme.py", "#ffe14d", "250")
    assert said.returncode == 0 and "--brand-text: light-dark(" in said.stdout
    assert float(said.stdout.rsplit(":", 1)[1].strip(" */\n")) >= 4.5
