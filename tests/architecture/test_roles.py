"""Every route has a declared answer for every role: see route_matrix.py."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from tests.architecture.route_matrix import PREFIXES, ROWS
from tests.architecture.world import World


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


@pytest.mark.django_db
def test_members_stay_out_of_the_cms_and_nobody_signs_in_there():
    world = World()
    for role, status in {"guest": 302, "member": 403, "owner": 403, "moderator": 200, "editor": 200}.items():
        client = world.client(role)
        assert client.get("/cms/").status_code == status, role
        if status != 200:
            bare = [path for path in map(bare_address, routes()) if path]
            opened = {path for path in bare if client.get(path).status_code == 200}
            assert opened <= OPEN_IN_THE_CMS, role
            ended = client.get("/cms/members/", follow=True)  # a way to sign in and back would have no end
            assert ended.status_code == (200 if role == "guest" else 403), role
    for old, new in OTHER_WAYS_IN.items():
        answer = world.client("guest").get(old + "?next=/cms/")
        assert answer.status_code == 302 and answer.url.startswith(new), old


OPEN_IN_THE_CMS = {"/cms/jsi18n/", "/cms/sprite/"}  # scripts' words and icons
OTHER_WAYS_IN = {
    "/cms/login/": "/accounts/login/?next=/cms/",
    "/cms/password_reset/": "/accounts/password/reset/",
    "/_util/login/": "/accounts/login/?next=/cms/",
}


def bare_address(route: str) -> str:
    """The address of a CMS route without arguments; "" for others."""
    return "/" + route.replace("^", "").replace("$", "") if route.startswith("cms/") and not set(route) & set("<(") else ""


@pytest.mark.django_db
def test_a_guest_who_must_sign_in_is_sent_to_sign_in_and_back(client):
    answer = client.get("/settings/")
    assert answer.url == reverse("account_login") + "?next=/settings/"
