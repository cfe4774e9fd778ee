"""The whole site in one process: pages, sockets and, if wished, the worker. For the demo, tests and small sites.

Pages go through WSGI in a few threads (an ASGI chain costs five times as much per request); the server's loop is
remembered, so that a page's thread can send live messages without Redis.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from a2wsgi import WSGIMiddleware

from .asgi import sockets  # sets Django up, so before what needs it

# isort: split
from community.events import worker
from community.realtime import loop

from .patience import Patient
from .wsgi import application as wsgi

Part = Callable[..., Awaitable[Any]]
THREADS = 8


class OneProcess:
    """An ASGI application. With `work`, a thread of it does the work that facts owe."""

    def __init__(self, *, work: bool) -> None:
        self.pages: Part = WSGIMiddleware(wsgi, workers=THREADS)  # type: ignore[arg-type]
        self.work = work
        self.stop = threading.Event()
        self.worker: threading.Thread | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        parts: dict[str, Part] = {"http": self.pages, "websocket": sockets, "lifespan": self.lifespan}
        await parts[scope["type"]](scope, receive, send)

    async def lifespan(self, scope: Any, receive: Any, send: Any) -> None:
        while True:
            event = (await receive())["type"]
            if event == "lifespan.startup":
                self.start()
            else:
                loop.forget()
                await asyncio.to_thread(self.end)
            await send({"type": f"{event}.complete"})
            if event == "lifespan.shutdown":
                return

    def start(self) -> None:
        loop.remember()
        if self.work:
            self.stop.clear()
            self.worker = threading.Thread(target=worker.loop, args=[self.stop], name="worker", daemon=True)
            self.worker.start()

    def end(self) -> None:
        """The piece of work at hand is finished; what is not keeps its Due row for the next start."""
        self.stop.set()
        if self.worker:
            self.worker.join(timeout=5)


def make_server(*, host: str = "127.0.0.1", port: int = 8000, work: bool = True, **more: Any) -> uvicorn.Server:
    """A server ready to `run()`. Frames from pages are tiny: anything larger ends the socket before it is read."""
    options: dict[str, Any] = {
        "ws": Patient,
        "ws_max_size": 4096,
        "ws_per_message_deflate": False,
        "timeout_graceful_shutdown": 3,
        "log_level": "warning",
        "access_log": False,
    } | more
    return uvicorn.Server(uvicorn.Config(OneProcess(work=work), host=host, port=port, lifespan="on", **options))


application = OneProcess(work=False)
with_worker = OneProcess(work=True)
