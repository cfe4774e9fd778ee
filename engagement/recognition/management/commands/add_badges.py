import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from engagement.recognition import actions
from engagement.recognition.models import Badge
from engagement.recognition.presets import Preset
from engagement.rules import tree


class Command(BaseCommand):
    """All of the file or nothing. docs/examples/badges.json is such a file; docs/subsystems/rules.md says what a rule is."""

    help = "Add the badges that a JSON file describes. Those whose slug is known stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="look at the file only")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        try:
            badges = [_read(number, item) for number, item in enumerate(json.loads(file.read_text()), start=1)]
        except (OSError, ValueError) as problem:
            raise CommandError(f"{file}: {problem}") from None
        if check:
            self.stdout.write(f"{len(badges)} badges, nothing wrong with them.")
            return
        added = actions.install_presets(badges)
        self.stdout.write(f"{added} added. They are given from now on; manage.py reconcile --fix gives them for what was before.")


def _read(number: int, item: Any) -> Preset:
    """ValueError says which badge and what is wrong with it."""
    try:
        preset = Preset(**item)
        Badge(**{name: value for name, value in vars(preset).items() if name != "rule"}).full_clean(
            exclude=["rule"], validate_unique=False
        )
        if preset.family == Badge.Family.HAND:
            raise ValueError("a badge given by hand is made on the desk, and has no rule of its own")
        rule = tree.load(preset.rule)
        if tree.holds_for_nobody_yet(rule):
            raise ValueError("its rule asks for nothing")
        if preset.glyph not in (settings.BASE_DIR / "static" / "icons" / "names.txt").read_text().split():
            raise ValueError(f"there is no icon {preset.glyph!r} (static/icons/names.txt)")
    except ValidationError as problem:
        said = "; ".join(f"{name}: {' '.join(words)}" for name, words in problem.message_dict.items())
        raise ValueError(f"badge {number}: {said}") from None
    except (TypeError, ValueError) as problem:
        raise ValueError(f"badge {number}: {problem}") from None
    return preset
