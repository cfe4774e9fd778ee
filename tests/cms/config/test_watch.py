import io
import json
import logging
import re
import subprocess
import sys

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from cms.config.watch import counts, lines
from community.events import door, worker
from community.events.models import Due, Event
from community.forum import actions as forum
from tests.environment import ROOT
from tests.facts import a_fact, react

TOKEN = "a token of the test"
LINE = re.compile(r'[a-z_]+(\{([a-z]+="([^"\\\n]|\\.)*",?)+\})? [0-9.e+-]+')


@pytest.fixture
def heard():
    """What the log says while a test runs, a JSON object a line."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(lines.Json())
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in ("querencia", "community", "django")]
    levels = [logger.level for logger in ours]
    root.addHandler(handler)
    for logger in ours:
        logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    for logger, level in zip(ours, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def breaking(settings):
    settings.ROOT_URLCONF = "tests.cms.config.breaking"
    return Client(raise_request_exception=False)


@pytest.mark.django_db
def test_a_request_has_one_code_in_its_answer_on_the_error_page_and_in_the_log(breaking, heard):
    answer = breaking.get("/breaks/a-token/")
    code = answer.headers["X-Request-ID"]
    assert answer.status_code == 500 and code in answer.content.decode() and re.fullmatch("[0-9a-f]{16}", code)
    said = heard()
    assert {line["doing"] for line in said} == {code} and any("IntegrityError" in line.get("error", "") for line in said)
    asked = next(line for line in said if line["logger"] == "querencia.requests")
    assert (asked["route"], asked["method"], asked["status"]) == ("breaks/<str:token>/", "GET", 500) and asked["ms"] > 0


def test_a_code_is_taken_from_the_server_in_front_and_from_nobody_else(client, settings):
    given = {"X-Request-ID": "from-the-front-1"}
    assert client.get("/healthz", headers=given).headers["X-Request-ID"] != "from-the-front-1"
    settings.BEHIND_PROXY = True
    assert client.get("/healthz", headers=given).headers["X-Request-ID"] == "from-the-front-1"
    for odd in ("short", "with space and <b>", "x" * 65, "línea-con-acento"):
        assert client.get("/healthz", headers={"X-Request-ID": odd}).headers["X-Request-ID"] != odd


@pytest.mark.django_db
def test_what_is_asked_from_inside_is_asked_by_number_and_nothing_else_is(client, settings):
    settings.ALLOWED_HOSTS, settings.SITE_HOST = ["community.example"], "community.example"
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"Host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/questions/", headers={"Host": "127.0.0.1:8000"}).status_code == 400


def test_a_database_that_is_away_is_said_with_when_to_come_again(breaking):
    answer = breaking.get("/away/")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "10" and "no-store" in answer.headers["Cache-Control"]
    assert "We are away for a moment" in answer.content.decode()
    answer = breaking.get("/api/away/")
    assert answer.status_code == 503 and answer.json()["status"] == 503 and answer.json()["code"]


def fails(fact, event):
    raise ConnectionError("no mail for ana@example.com from 203.0.113.8")


@pytest.mark.django_db
def test_the_log_tells_what_happened_and_not_to_whom(breaking, heard, ana, ben, settings):
    breaking.force_login(ana)
    question = forum.ask_question(title="Where is my secret shed?", body="At 12 Rose Lane.", by=ana)
    for path in ("/members/ben/", "/members/nobody-here/", "/stay/a.signed.token/", "/breaks/a-token/", "/settings/"):
        breaking.get(path, REMOTE_ADDR="203.0.113.9")
    breaking.post(f"/questions/{question.pk}/acts/answer/", {"body": "Words that nobody logs."})
    breaking.post("/accounts/login/", {"login": "ana@example.com", "password": "not this one"})
    with a_fact() as bell:
        react(bell, "breaks", fails)
        with transaction.atomic():
            door.emit(bell(subject_id=ana.pk, times=1))
        worker.drain()
    logging.getLogger("community").warning("refused by %s at %s: %s", "mx.example.net", "2001:db8:0:1:2:3:4:5", "ben@example.com")
    said = "\n".join(json.dumps(line) for line in heard())
    assert "members/<handle:handle>/" in said and "ConnectionError" in said and "is fact" in said
    for word in ("ana", "ben", "nobody-here", "a-token", "signed.token", "nia", "secret shed", "Rose Lane", "nobody logs"):
        assert re.search(rf"(?<![\w/.]){re.escape(word)}(?![\w/])", said) is None, word
    assert "@example.com" not in said and "203.0.113" not in said and "2001:db8" not in said and "not this one" not in said


@pytest.mark.django_db
def test_the_line_of_a_piece_of_work_names_the_fact_that_its_request_recorded(heard, ana):
    with a_fact() as bell:
        react(bell, "breaks", fails)
        with transaction.atomic():
            event = door.emit(bell(subject_id=ana.pk, times=1))
        worker.drain()
    said = heard()
    assert any(line["message"] == f"{event.name} is fact {event.pk}" for line in said)
    assert any(line["doing"].endswith(f"breaks for fact {event.pk}") and "ConnectionError" in line["message"] for line in said)


def metrics(client, token: str = TOKEN) -> str:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.django_db
def test_figures_are_for_whoever_shows_the_token(client, settings):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404  # none is set: nobody
    settings.METRICS_TOKEN = TOKEN
    for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}, {"X-Forwarded-For": "127.0.0.1"}):
        assert client.get("/metrics", headers=wrong).status_code == 404
    assert client.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405


@pytest.mark.django_db
def test_figures_say_what_was_asked_what_is_owed_and_what_waits(client, settings, tmp_path, ana):
    settings.METRICS_TOKEN, settings.DATA_DIR = TOKEN, tmp_path
    counts.counts.forget()
    event = Event.objects.first()
    Due.objects.all().delete()
    Due.objects.create(event=event, reaction="rooms.tell", at=now())
    Due.objects.create(event=event, reaction="rooms.fail", at=None)
    for path in ("/questions/", "/questions/", "/members/ana/", "/members/none/", "/no such page/"):
        client.get(path)
    text = metrics(client)
    assert all(LINE.fullmatch(line) for line in text.splitlines() if not line.startswith("# ")), text
    assert 'querencia_requests_total{route="questions/",method="GET",status="200"} 2' in text
    assert 'querencia_requests_total{route="members/<handle:handle>/",method="GET",status="404"} 1' in text
    assert 'querencia_request_seconds_bucket{route="questions/",le="+Inf"} 2' in text
    assert 'querencia_request_seconds_count{route="questions/"} 2' in text
    assert int(re.search(r'querencia_statements_total\{route="questions/"\} (\d+)', text)[1]) >= 2
    assert 'querencia_owed{reaction="rooms.tell"} 1' in text and 'querencia_parked{reaction="rooms.fail"} 1' in text
    assert "querencia_mails_waiting 0" in text and "querencia_deliveries_waiting 0" in text and "querencia_database_up 1" in text
    assert "ana" not in text.replace("manage", "")


COUNT = """
import django.conf, sys, os, signal
django.conf.settings.configure(DATA_DIR=sys.argv[1])
from cms.config.watch.counts import counts
counts.request(route="r/", method="GET", status=200, seconds=0.2, statements=3)
counts.held("sockets", 2)
counts.write()
print("counted", flush=True)
if sys.argv[2] == "stay": sys.stdin.read()
if sys.argv[2] == "fall": os.kill(os.getpid(), signal.SIGKILL)
"""


def counting(place, how: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", COUNT, str(place), how]
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "counted\n"
    return child


def test_what_several_processes_counted_is_added_up_and_stays_when_they_end(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    counts.counts.forget()
    asked, sockets = "requests\tr/\tGET\t200", "held\tsockets"
    ended, fallen, there = counting(tmp_path, "end"), counting(tmp_path, "fall"), counting(tmp_path, "stay")
    ended.wait(), fallen.wait()
    for _turn in range(2):  # looking counts nothing twice
        sums = counts.read()
        assert (sums[asked], sums["statements\tr/"], sums[sockets]) == (3, 9, 2)
    there.communicate("")
    sums = counts.read()
    assert (sums[asked], sums[sockets]) == (3, 0) and {path.name for path in (tmp_path / "metrics").glob("*-*.json")} == set()


def test_what_is_logged_stays_one_line():
    record = logging.makeLogRecord({"msg": "it said %s", "args": ('x\n{"level": "ERROR", "message": "made up"}',), "name": "n"})
    said = lines.Json().format(record)
    assert "\n" not in said and json.loads(said)["message"].startswith("it said x")
