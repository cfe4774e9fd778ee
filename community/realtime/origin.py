"""Only our own pages may open the socket: a browser sends cookies along whatever page asks."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

Application = Callable[..., Awaitable[Any]]


def header(scope: dict[str, Any], name: bytes) -> str:
    values = [value.decode("latin-1") for key, value in scope.get("headers", []) if key == name]
    return values[0].strip().lower() if len(values) == 1 else ""


def is_ours(scope: dict[str, Any]) -> bool:
    """The Origin is SITE_URL, or the very host that was asked for when that is an allowed one; same scheme as SITE_URL."""
    origin, host = header(scope, b"origin"), header(scope, b"host")
    site = settings.SITE_URL.lower()
    if origin == site:
        return True
    try:
        parts = urlsplit(origin)
        name = parts.hostname or ""
    except ValueError:
        return False
    name = f"[{name}]" if ":" in name else name
    same = parts.scheme == urlsplit(site).scheme and parts.netloc == host and origin == f"{parts.scheme}://{parts.netloc}"
    return same and validate_host(name, settings.ALLOWED_HOSTS)


def only_ours(application: Application) -> Application:
    """Wrap a web socket application: a handshake from elsewhere is refused (403) before anything is looked up."""

    async def guarded(scope: dict[str, Any], receive: Application, send: Application) -> None:
        if is_ours(scope):
            await application(scope, receive, send)
        elif (await receive())["type"] == "websocket.connect":
            await send({"type": "websocket.close", "code": 4403})

    return guarded
