"""Every address of the product with something real in each of its places."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

THIRD_PARTY = ("cms/", "documents/", "accounts/")


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


def addresses(objects: dict[str, list[Any]]) -> Iterator[str]:
    """Every address of ours that has a name, with every combination of the objects that fit its places."""
    for path, pattern in patterns():
        if not pattern.name or path.startswith(THIRD_PARTY) or path.startswith("^"):
            continue
        places = list(pattern.pattern.converters)
        for values in _values(places, objects):
            try:
                yield reverse(pattern.name, kwargs=dict(zip(places, values, strict=True)))
            except NoReverseMatch:
                continue


def _values(places: list[str], objects: dict[str, list[Any]]) -> Iterable[tuple[Any, ...]]:
    if places == ["kind", "pk"]:
        return objects["texts"]
    return product(*(objects.get(place, ["nothing"]) for place in places))
