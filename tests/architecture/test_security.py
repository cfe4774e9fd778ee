"""What stands around every page: content policy, headers, cookies; and production settings without a warning."""

import os
import subprocess
import sys

import pytest
from django.http import HttpResponse

from tests.architecture.route_matrix import AREAS
from tests.architecture.world import World
from tests.environment import ROOT

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
NEVER = ("'unsafe-inline'", "'unsafe-eval'", "'nonce-", "*", "http:", "https:")


def policy_of(answer: HttpResponse) -> dict[str, str]:
    words = [part.strip().partition(" ") for part in answer.headers.get("Content-Security-Policy", "").split(";")]
    return {name: value for name, _, value in words if name}


def problems(answer: HttpResponse) -> list[str]:
    """What an answer lacks."""
    policy, found = policy_of(answer), []
    for name, value in EXPECTED.items():
        if answer.headers.get(name) != value:
            found.append(f"{name} is {answer.headers.get(name)}")
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        found.append("no Permissions-Policy")
    for name, value in {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "object-src": "'none'"}.items():
        if policy.get(name) != value:
            found.append(f"{name} is {policy.get(name)}")
    for name, value in {"frame-ancestors": "'none'", "base-uri": "'none'", "form-action": "'self'"}.items():
        if policy.get(name) != value:
            found.append(f"{name} is {policy.get(name)}")
    found += [f"{word} in the policy" for word in NEVER if word in " ".join(policy.values()).split()]
    return found + [f"cookie {name} is loose" for name, morsel in answer.cookies.items() if not is_tight(morsel)]


def is_tight(morsel) -> bool:
    """A removed cookie has nothing left to steal."""
    return bool(morsel["httponly"] and morsel["samesite"] == "Lax" and morsel["path"] == "/") or morsel["max-age"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize("area", AREAS)
def test_every_page_has_its_policy_headers_and_tight_cookies(area):
    world, loose = World(), {}
    for role in ("guest", "owner", "moderator"):
        for row in (row for row in AREAS[area] if row.method == "get"):
            answer = world.client(role).get(world.address(row.address))
            if found := problems(answer):
                loose[f"{role} {row.address}"] = found
    assert loose == {}


@pytest.mark.django_db
def test_a_page_for_one_person_is_not_kept_by_others():
    world = World()
    for address in ("/settings/", "/notifications/", world.address("/questions/{question}/{slug}/")):
        assert "private" in world.client("owner").get(address).headers["Cache-Control"], address


@pytest.mark.django_db
def test_a_guest_who_only_reads_gets_no_cookie():
    world = World()
    for address in ("/", "/questions/", "/members/ana/", "/tags/", "/badges/", world.address("/answers/{answer}/notes/")):
        assert list(world.client("guest").get(address).cookies) == [], address


@pytest.mark.django_db
def test_the_cms_has_a_policy_of_its_own_and_nobody_else_may_frame_it():
    policy = policy_of(World().client("editor").get("/cms/"))
    assert policy["script-src"] == "'self' 'unsafe-inline'" and policy["frame-ancestors"] == "'self'"
    assert policy["object-src"] == "'none'" and policy["default-src"] == "'self'"


PRODUCTION = {
    "SITE_URL": "https://community.example",
    "SECRET_KEY": "a key of the test that is long enough and has many 0123456789 different letters !?",
    "QUERENCIA_TESTING": "0",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def in_production(*command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | PRODUCTION
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
