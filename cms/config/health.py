"""Whether this process can serve. Each question is answered in a moment and leaves nothing behind."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import now

from community.events.models import Due

SLOW = 300  # seconds: work that waits longer means that no worker runs, or too few


def problems() -> dict[str, str]:
    """What stops this process from serving, by name; empty when it is ready."""
    try:
        connection.ensure_connection()
    except DatabaseError:
        return {"database": "does not answer"}
    found = {"migrations": "not all applied" if _pending() else "", "channel_layer": _layer()}
    return {name: words for name, words in found.items() if words}


def queue_age() -> int:
    """Seconds that the work waiting longest is overdue; 0 when nothing is. A worker's matter: pages are served anyway."""
    oldest = Due.objects.filter(at__isnull=False).order_by("at").values_list("at", flat=True).first()
    return max(0, int((now() - oldest).total_seconds())) if oldest else 0


_seen_migrated = False


def _pending() -> bool:
    """Looked up until all are applied: they do not become fewer while this code runs."""
    global _seen_migrated
    if not _seen_migrated:
        executor = MigrationExecutor(connection)
        _seen_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return not _seen_migrated


def _layer() -> str:
    if not settings.REDIS_URL:
        return ""  # in this process, or there is none
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2).ping()
    except redis.RedisError:
        return "does not answer"
    return ""
