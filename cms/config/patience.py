"""`uvicorn --ws cms.config.patience:Patient`: a client that takes nothing is cut off.

uvicorn waits for ever until what was sent is taken, also after it has closed: whoever opens sockets and never reads
would keep each of them, and what waits in it, until the server ends.
"""

from asyncio import BaseTransport, TimerHandle, WriteTransport
from typing import cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

PATIENCE = 10.0  # seconds


class Patient(WebSocketsSansIOProtocol):
    cutting: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        cast(WriteTransport, transport).set_write_buffer_limits(high=0)  # "paused" is: something waits outside the kernel
        super().connection_made(transport)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.cutting = self.loop.call_later(PATIENCE, self.transport.abort)

    def resume_writing(self) -> None:
        self._stay()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stay()
        super().connection_lost(exc)

    def _stay(self) -> None:
        if self.cutting:
            self.cutting.cancel()
            self.cutting = None
