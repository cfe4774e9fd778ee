"""A cable to a service of this machine that a test can pull out, hold still and put back."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Cable:
    def __init__(self, host: str, port: int) -> None:
        self.there = (host, port)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self.listener.getsockname()[1])
        self.is_in = True
        self.ends: set[socket.socket] = set()
        threading.Thread(target=self._serve, daemon=True).start()

    def pull(self) -> None:
        """Every connection ends, and new ones end at once."""
        self.is_in = False
        for end in list(self.ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def put_back(self) -> None:
        self.is_in = True

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self.listener.accept()
                if not self.is_in:
                    near.close()
                    continue
                far = socket.create_connection(self.there)
                self.ends |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            self.ends.discard(end)


@contextmanager
def cable(host: str, port: int) -> Iterator[Cable]:
    made = Cable(host, port)
    try:
        yield made
    finally:
        made.pull()
        made.listener.close()
