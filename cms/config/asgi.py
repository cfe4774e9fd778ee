"""Live updates, and nothing else in production: ordinary requests are served by wsgi.py, several times cheaper."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from community.realtime.consumers import hang_up, serve  # noqa: E402
from community.realtime.origin import only_ours  # noqa: E402

from .watch.counts import counts  # noqa: E402


async def counted(scope: Any, receive: Any, send: Any) -> None:
    """One socket, seen in /metrics while it is held."""
    counts.held("sockets", 1)
    try:
        await serve(scope, receive, send)
    finally:
        counts.held("sockets", -1)


places = [path("ws/", counted if settings.METRICS_TOKEN else serve), re_path("", hang_up)]  # type: ignore[arg-type]
sockets = only_ours(URLRouter(places))
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
