from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def one_process_without_redis(**kwargs: Any) -> list[CheckMessage]:
    """Several web processes need Redis: the in-memory channel layer and cache belong to one process."""
    if settings.WEB_PROCESSES > 1 and not settings.REDIS_URL:
        hint = "Name a Redis in REDIS_URL, or set WEB_CONCURRENCY=1."
        return [Error("Several web processes share no live updates and no limits without Redis.", hint=hint, id="querencia.E001")]
    return []
