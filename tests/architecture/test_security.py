"""What a page for one person, for a guest and in the CMS carries; and production settings without a warning."""

import os
import subprocess
import sys

import pytest
from django.http import HttpResponse

from tests.architecture.world import World
from tests.environment import ROOT


def policy_of(answer: HttpResponse) -> dict[str, str]:
    words = [part.strip().partition(" ") for part in answer.headers.get("Content-Security-Policy", "").split(";")]
    return {name: value for name, _, value in words if name}


@pytest.mark.django_db
def test_a_page_for_one_person_is_not_kept_by_others_and_a_guest_who_only_reads_gets_no_cookie():
    world = World()
    for address in ("/settings/", "/notifications/", world.address("/questions/{question}/{slug}/")):
        assert "private" in world.client("owner").get(address).headers["Cache-Control"], address
    question = world.address("/questions/{question}/{slug}/")
    for address in (
        "/",
        "/questions/",
        question,
        "/members/ana/",
        "/tags/",
        "/badges/",
        world.address("/answers/{answer}/notes/"),
    ):
        assert list(world.client("guest").get(address).cookies) == [], address


@pytest.mark.django_db
def test_the_cms_has_a_policy_of_its_own_and_nobody_else_may_frame_it(client, leo):
    client.force_login(leo)
    policy = policy_of(client.get("/cms/"))
    assert policy["script-src"] == "'self' 'unsafe-inline'" and policy["frame-ancestors"] == "'self'"
    assert policy["object-src"] == "'none'" and policy["default-src"] == "'self'"


PRODUCTION = {
    "SITE_URL": "https://community.example",
    "SECRET_KEY": "a key of the test that is long enough and has many 0123456789 different letters !?",
    "QUERENCIA_TESTING": "0",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def in_production(*command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "DATA_DIR", "DATABASE_URL") if name in os.environ}
    environment = kept | PRODUCTION
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.once
def test_production_settings_have_no_warning():
    answer = in_production("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout


@pytest.mark.once
def test_in_production_cookies_and_addresses_are_for_tls_only():
    asked = (
        "SESSION_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_NAME CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS DEBUG ALLOWED_HOSTS"
    )
    answer = in_production("-c", f"from cms.config import settings as s; print([getattr(s, n) for n in {asked.split()!r}])")
    assert answer.stdout.strip() == "['__Host-session', True, '__Host-csrf', True, 31536000, False, ['community.example']]"
