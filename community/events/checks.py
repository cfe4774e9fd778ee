from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from . import guards


@register(Tags.database)
def guards_are_present(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"The database has lost the guard {name}.", hint="Run manage.py migrate: it makes guards again.", id="events.E001")
        for using in databases or []
        for name in guards.missing(using)
    ]
