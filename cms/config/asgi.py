"""Live updates, and nothing else in production: ordinary requests are served by wsgi.py, several times cheaper."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from community.realtime.consumers import hang_up, serve  # noqa: E402
from community.realtime.origin import only_ours  # noqa: E402

places = [path("ws/", serve), re_path("", hang_up)]  # type: ignore[arg-type]
sockets = only_ours(URLRouter(places))
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
