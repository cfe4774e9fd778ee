"""An address made from a route's stand-ins is the one reverse() gives."""

import pytest
from django.urls import NoReverseMatch, reverse

from community.frame.addresses import address

GIVEN = [
    ("questions",),
    ("member", "ana"),
    ("member", "Ana-B_2"),
    ("member", "núria"),
    ("member", "a.b%c d"),
    ("member", "stands-for-0"),
    ("tag", "lamp"),
    ("question", 7, "why-does-it-flicker"),
    ("question", 4611686018427380000, "stands-for-1"),
    ("question", 7, "-"),
    ("question_short", 0),
    ("revisions", "answer", 12),
]


@pytest.mark.parametrize("given", GIVEN, ids=str)
def test_an_address_is_what_its_route_says(given):
    name, *args = given
    assert address(name, *args) == reverse(name, args=args)
    assert address(name, *args) == reverse(name, args=args)


@pytest.mark.parametrize(
    "given", [("question_short", -1), ("question_short", "seven"), ("nobody",), ("member",), ("member", "a/b")], ids=str
)
def test_what_the_route_does_not_take_has_no_address(given):
    with pytest.raises(NoReverseMatch):
        address(*given)
