"""Addresses made once: reverse() costs more than the rest of a link, and a page has forty of them.

Nor is it asked anew for each member or question: an address is what its route gives for stand-ins, with ours in their
places. Words that an address would write otherwise go through reverse() themselves.
"""

import re
from functools import lru_cache

from django.urls import NoReverseMatch, reverse

PLAIN = re.compile(r"[A-Za-z0-9_-]+")
FIRST = 4611686018427380000  # nobody's number, and in no address


@lru_cache(50_000)
def address(name: str, *args: object) -> str:
    kinds = tuple([type(arg) for arg in args])
    plain = all(arg >= 0 if type(arg) is int else type(arg) is str and PLAIN.fullmatch(arg) for arg in args)
    form = _form(name, kinds) if plain else None
    return reverse(name, args=args) if form is None else form % args


@lru_cache
def _form(name: str, kinds: tuple[type, ...]) -> str | None:
    """The address with %s where each value goes; None where the route does not take stand-ins."""
    stand_ins = [FIRST + place if kind is int else f"stands-for-{place}" for place, kind in enumerate(kinds)]
    try:
        form = reverse(name, args=stand_ins).replace("%", "%%")
    except NoReverseMatch:
        return None
    for stand_in in stand_ins:
        if form.count(str(stand_in)) != 1:
            return None
        form = form.replace(str(stand_in), "%s")
    return form
