"""Every route has a declared answer for every role: see route_matrix.py."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.architecture.route_matrix import PREFIXES, ROWS, Row
from tests.architecture.world import ROLES, World


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[str]:
    """Every route the site answers to, as the resolver names it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def named(route: str) -> bool:
    return not route.startswith(PREFIXES)


@pytest.mark.once
def test_every_route_has_a_row_and_every_row_a_route():
    assert {route for route in routes() if named(route)} == {row.route for row in ROWS}


def statuses(row: Row, world: World) -> dict[str, int]:
    """What each role gets, each on the untouched world."""
    found = {}
    for role, member in world.people.items():
        client = Client(raise_request_exception=False)
        if member:
            client.force_login(member)
        with transaction.atomic():
            answer = getattr(client, row.method)(row.address.format(**world.names), row.data)
            found[role] = answer.status_code
            transaction.set_rollback(True)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.address}")
def test_each_role_gets_what_is_declared(row):
    assert statuses(row, World()) == dict(zip(ROLES, row.expected, strict=True))


@pytest.mark.django_db
def test_a_guest_who_must_sign_in_is_sent_to_sign_in_and_back(client):
    answer = client.get("/settings/")
    assert answer.url == reverse("account_login") + "?next=/settings/"
