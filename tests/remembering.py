"""Tests in which what pages show is remembered, as in production: begun and ended without anything known."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from community.forum.views import shared
from community.frame import guests, remembered


@contextmanager
def pages_remembered(settings: Any, monkeypatch: Any) -> Iterator[None]:
    from cms.pages import views

    def forget() -> None:
        for known in (remembered.heard, guests.shelf, shared._known, views._remembered):
            known.forget()
        shared._asked.clear()

    settings.GUEST_PAGES_SECONDS = 60
    monkeypatch.setattr(remembered, "LOOK_EACH", 0)
    forget()
    yield
    forget()
