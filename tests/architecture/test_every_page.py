"""Every address for every role: the declared answer, the policy and headers around it, and a template that only draws."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse

from tests.architecture.route_matrix import AREAS
from tests.architecture.test_security import policy_of
from tests.architecture.walk import visits
from tests.architecture.world import ROLES, World

pytestmark = pytest.mark.django_db
THEIRS = {"/accounts/2fa/webauthn/"}  # allauth's page hands its template a query

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
NEVER = ("'unsafe-inline'", "'unsafe-eval'", "'nonce-", "*", "http:", "https:")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """One for all, around the tests' own transactions; nothing of it is left behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


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


@pytest.mark.parametrize("area", AREAS)
def test_each_role_gets_what_is_declared(world, area):
    wrong = {
        visit.name: f"{visit.answer.status_code}, declared {declared}"
        for visit in visits(world, area)
        if visit.answer.status_code != (declared := visit.row.expected[ROLES.index(visit.role)])
    }
    assert wrong == {}


@pytest.mark.parametrize("area", AREAS)
def test_every_page_has_its_policy_headers_and_tight_cookies(world, area):
    loose = {
        visit.name: found for visit in visits(world, area) if visit.row.method == "get" and (found := problems(visit.answer))
    }
    assert loose == {}


@pytest.mark.parametrize("area", AREAS)
def test_templates_never_ask_the_database(world, area):
    assert {visit.name: visit.asked for visit in visits(world, area) if visit.asked and visit.row.address not in THEIRS} == {}
