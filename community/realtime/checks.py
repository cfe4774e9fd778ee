from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .loop import in_memory


@register()
def one_process_without_redis(**kwargs: Any) -> list[CheckMessage]:
    """The in-memory layer reaches only its own process: with more, half the pages would silently stay still.

    The cache, in which limits count, comes with the same REDIS_URL.
    """
    if settings.WEB_PROCESSES > 1 and in_memory():
        return [
            Error(
                f"{settings.WEB_PROCESSES} web processes need Redis for live updates and for limits.",
                hint="Set REDIS_URL, or WEB_CONCURRENCY=1.",
                id="realtime.E001",
            )
        ]
    return []
