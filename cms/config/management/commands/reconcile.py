import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from importlib import import_module, util
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

Difference = tuple[str, str, Any, Any]
Differences = Callable[..., Iterator[Difference]]


class Command(BaseCommand):
    """Each room's `reconcile.differences(fix=…)` in turn, lower rooms first: the higher ones count on them."""

    help = "Compare every counter, balance and projection with the rows and facts behind it. Ends with 1 on any difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="put right what can be made again from rows and facts")
        parser.add_argument("--json", action="store_true", help="one JSON object per difference, then a count")

    def handle(self, *args: Any, fix: bool, json: bool, **options: Any) -> None:
        found = 0
        for room, differences in _rooms():
            for what, who, stored, should in differences(fix=fix):
                found += 1
                self.stdout.write(_line(room, what, who, stored, should, as_json=json))
        self.stdout.write(_json({"differences": found, "fixed": fix}) if json else _summary(found, fix))
        if found:
            sys.exit(1)


def _rooms() -> Iterator[tuple[str, Differences]]:
    for config in reversed(list(apps.get_app_configs())):
        if config.name.startswith(("community.", "engagement.")) and util.find_spec(f"{config.name}.reconcile"):
            yield config.label, import_module(f"{config.name}.reconcile").differences


def _line(room: str, what: str, who: str, stored: Any, should: Any, *, as_json: bool) -> str:
    if as_json:
        return _json({"room": room, "what": what, "of": who, "stored": stored, "should": should})
    return f"{room}: {what} of {who} is {stored}, should be {should}"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, default=str)


def _summary(found: int, fix: bool) -> str:
    if not found:
        return "Nothing differs."
    return f"{found} differ{'s' if found == 1 else ''}" + (
        ", put right where rows and facts can." if fix else ". --fix puts right what can be."
    )
