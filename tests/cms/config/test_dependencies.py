"""Redis and PostgreSQL are pulled out under a real web process, one by one: pages, writes, permissions, and the way back."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client

from community.events.models import Due, Event
from community.forum import actions as forum
from community.forum.models import Answer
from tests.cables import Cable, cable
from tests.environment import ROOT
from tests.people import PASSWORD, make_member
from tests.ports import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.redis]
CSRF = "a" * 32


@dataclass
class Site:
    port: int
    postgres: Cable
    redis: Cable

    def ask(self, path: str, cookie: str = "", **form: str) -> http.client.HTTPResponse:
        """POST when there is a form. The answer's `text` is what it says."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": f"{cookie}; csrf={CSRF}", "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form | {"csrfmiddlewaretoken": CSRF}) if form else None
        link.request("POST" if form else "GET", path, body, headers)
        answer = link.getresponse()
        answer.text = answer.read().decode()
        link.close()
        return answer

    def comes_back(self, path: str, cookie: str = "", *, seconds: float = 15, **form: str) -> int:
        """The first status that is not 503."""
        deadline = time.monotonic() + seconds
        while (status := self.ask(path, cookie, **form).status) == 503 and time.monotonic() < deadline:
            time.sleep(0.2)
        return status


@pytest.fixture
def site(tmp_path, settings) -> Iterator[Site]:
    database, redis = urlsplit(os.environ["DATABASE_URL"]), urlsplit(os.environ["REDIS_URL"])
    with ExitStack() as stack:
        to_postgres = stack.enter_context(cable(database.hostname or "127.0.0.1", database.port or 5432))
        to_redis = stack.enter_context(cable(redis.hostname or "127.0.0.1", redis.port or 6379))
        who = database.netloc.rpartition("@")[0]
        port = free_port()
        more = {
            "DATABASE_URL": f"postgres://{who}@127.0.0.1:{to_postgres.port}/{connection.settings_dict['NAME']}",
            "REDIS_URL": f"redis://127.0.0.1:{to_redis.port}{redis.path}",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "DATA_DIR": str(tmp_path),
            "SECRET_KEY": settings.SECRET_KEY,  # sessions made here are good there
            "LOG_LEVEL": "CRITICAL",
        }
        stack.enter_context(serving(port, os.environ | more))
        yield Site(port, to_postgres, to_redis)


@contextmanager
def serving(port: int, environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "cms.config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    child = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        child.terminate()
        child.wait(timeout=20)


def signed_in(member) -> str:
    browser = Client()
    browser.force_login(member)
    return f"session={browser.cookies['session'].value}"


def test_redis_and_postgresql_go_away_and_come_back_one_by_one(site, ana, ben):
    make_member("zed")
    question = forum.ask_question(title="What holds without Redis?", body="Everything but what counts.", by=ana)
    private = forum.ask_question(title="A serial number", body="Private words.", visibility="private", by=ana)
    page, hidden = f"/questions/{question.pk}/{question.slug}/", f"/questions/{private.pk}/{private.slug}/"
    bens, anas = signed_in(ben), signed_in(ana)
    assert site.ask(page).status == site.ask(page, bens).status == site.ask("/readyz").status == 200

    site.redis.pull()
    assert site.ask(page).status == site.ask(page, bens).status == site.ask(hidden, anas).status == 200  # sessions lie in rows
    assert site.ask(hidden, bens).status == site.ask(hidden).status == 404
    before = Event.objects.count()
    assert site.ask(f"/questions/{question.pk}/acts/answer/", bens, body="Written while Redis was away.").status == 302
    assert Answer.objects.filter(body="Written while Redis was away.").count() == 1
    assert Event.objects.count() == before + 1 and Due.objects.filter(event__name="answer.posted").exists()
    refused = site.ask("/accounts/login/", login="zed@example.com", password=PASSWORD)  # nobody counts the tries: closed
    assert refused.status == 503 and refused.headers["Retry-After"] == "60" and "session" not in str(refused.headers)
    assert site.ask("/accounts/logout/", bens, yes="1").status == 302
    unready = site.ask("/readyz")
    assert unready.status == 503 and "channel_layer" in unready.text and site.ask("/healthz").status == 200
    site.redis.put_back()
    assert site.comes_back("/readyz") == 200 and site.ask("/settings/", bens).status == 302  # what was ended stays ended
    assert site.ask("/settings/", anas).status == 200
    assert site.comes_back("/accounts/login/", login="zed@example.com", password=PASSWORD) == 302

    site.postgres.pull()
    away = site.ask("/questions/?page=2", anas)
    assert away.status == 503 and away.headers["Retry-After"] == "10" and "We are away for a moment" in away.text
    assert "Traceback" not in away.text and "Private" not in site.ask(hidden).text and site.ask(hidden).status == 503
    lost = site.ask(f"/questions/{question.pk}/acts/answer/", anas, body="Written while PostgreSQL was away.")
    assert lost.status == 503
    assert site.ask("/api/v1/members/ana/loyalty-profile").headers["Content-Type"] == "application/problem+json"
    assert site.ask("/healthz").status == 200 and "database" in site.ask("/readyz").text
    site.postgres.put_back()
    assert site.comes_back("/settings/", anas) == 200 and site.comes_back("/readyz") == 200
    assert not Answer.objects.filter(body="Written while PostgreSQL was away.").exists()
    assert Event.objects.filter(name="answer.posted").count() == 1
    assert site.ask(hidden, anas).status == 200 and site.ask(hidden).status == 404
