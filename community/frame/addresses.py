"""Addresses made once: reverse() costs more than the rest of a link, and a page has forty of them."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(50_000)
def address(name: str, *args: object) -> str:
    return reverse(name, args=args)
