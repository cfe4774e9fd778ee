"""What migrating needs besides Django's own: nearly all of its time goes into making models anew, each for every change."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db.migrations.executor import MigrationExecutor

PACKAGES = Path(django.__file__).resolve().parent.parent


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Each migration makes all models anew, and the collector would look at them over and over: a fifth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(500_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class LibrariesFirst(MigrationExecutor):
    """Applies what libraries bring before what is ours, as far as what needs what allows.

    Whenever a table changes, Django makes every model anew that is related to it, and through the members all of ours are.
    A library's hundred changes are cheap while ours are not there yet.
    """

    def migration_plan(self, targets: Iterable[tuple[str, str | None]], clean_start: bool = False) -> Any:
        return super().migration_plan(sorted(targets, key=lambda target: not _is_installed(target[0])), clean_start)


def _is_installed(label: str) -> bool:
    """Whether an app lies among the installed packages."""
    config = apps.app_configs.get(label)
    return config is not None and Path(config.path).is_relative_to(PACKAGES)
