"""What the product holds about members, room by room: the register of everybody's `privacy.py`.

A room that has a table pointing at a member (or holding an address, a name, an IP) writes a `privacy.py` with

    HOLDS = (Holding(model=..., what=..., leaving=Fate....),)   a test fails for a table nobody answers for
    export(member) -> {name: [row, ...]}                        what is known, for "Download everything"
    erase(member) -> None                                       forget it, inside the caller's transaction
    files(member) -> [(name, name in the storage), ...]         optional: files that belong into the download

Each gets one row of the members' table; whoever calls goes through those that were merged into one as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from .models import Member

Row = Mapping[str, object]
Rows = Mapping[str, Sequence[Row]]


class Fate(models.TextChoices):
    """What becomes of rows when their member leaves."""

    DELETED = "deleted", _("deleted")
    EMPTIED = "emptied", _("the row stays, its words and names are removed")
    NAMELESS = "nameless", _("stays, without a name")


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One table: what it says about members in plain words, what becomes of it, and how long it is kept otherwise."""

    model: type[models.Model]
    what: str | Promise
    leaving: Fate
    kept: str = ""  # a key of settings.KEEP_DAYS


@cache
def rooms() -> dict[str, ModuleType]:
    """{room: its privacy module}, the upper rooms first: what points at something goes before it."""
    found = [app for app in apps.get_app_configs() if app.module and module_has_submodule(app.module, "privacy")]
    return {app.label: import_module(f"{app.name}.privacy") for app in found}


def holdings() -> dict[str, tuple[Holding, ...]]:
    return {room: module.HOLDS for room, module in rooms().items()}


def known_as(member: Member) -> list[Member]:
    """The member's row and all that were merged into it: what the product knows of one person."""
    rows = [member]
    for row in rows:
        rows += row.merged_from.all()
    return rows


def everything_about(member: Member) -> dict[str, dict[str, list[Row]]]:
    """{room: {name: rows}} of all that is known, of every row the person has."""
    told: dict[str, dict[str, list[Row]]] = {}
    for room, module in rooms().items():
        here = told.setdefault(room, {})
        for row in known_as(member):
            for name, some in module.export(row).items():
                here.setdefault(name, []).extend(some)
    return told


def files_of(member: Member) -> Iterable[tuple[str, str]]:
    for module in rooms().values():
        for row in known_as(member):
            yield from getattr(module, "files", _none)(row)


def _none(member: Member) -> list[tuple[str, str]]:
    return []


def erase_everywhere(member: Member) -> None:
    """Forget a person in every room, in the caller's transaction."""
    for row in reversed(known_as(member)):
        for module in rooms().values():
            module.erase(row)
