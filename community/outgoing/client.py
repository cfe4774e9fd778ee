"""One request, one answer. No redirects, no proxy, no cookies, no second look-up; the deadline holds for all of it."""

import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException
from typing import Any

from .places import Place, Unreachable, place_of

SECONDS = 10.0
BYTES = 64 * 1024  # of an answer's body that are read; the rest is left
HEAD = 32 * 1024  # and of what stands before it
TRIES = 3  # addresses of one host that are tried


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back: names of headers in small letters, the body's first `most` bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float = SECONDS, most: int = BYTES) -> Reply:
    return request("POST", url, body, headers, timeout=timeout, most=most)


def request(
    method: str, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float = SECONDS, most: int = BYTES
) -> Reply:
    """Ask and return what was answered, whatever its status. Unreachable when there was no whole answer in time."""
    line: _Line | None = None
    end = time.monotonic() + timeout
    try:
        place = place_of(url)
        line = _Line(_connect(place, end), end=end, most=most + HEAD)
        connection = HTTPConnection(place.host, place.port)
        connection.default_port = {"http": 80, "https": 443}[place.scheme]
        connection.sock = line
        connection.request(method, place.path, body, dict(headers))
        answer = connection.getresponse()
        said = answer.read(most) if method != "HEAD" else b""
        return Reply(status=answer.status, headers={name.lower(): value for name, value in answer.getheaders()}, body=said)
    except TimeoutError as problem:
        raise Unreachable("timeout", f"no whole answer in {timeout:g} s") from problem
    except ssl.SSLError as problem:
        raise Unreachable("tls", str(problem)) from problem
    except OSError as problem:
        raise Unreachable("connection", str(problem)) from problem
    except (HTTPException, ValueError) as problem:
        raise Unreachable("bad_answer", type(problem).__name__) from problem
    finally:
        if line:
            line.hang_up()


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connect(place: Place, end: float) -> socket.socket:
    """A connection to one of the addresses that were looked at, with TLS for the host that the URL names."""
    problem: OSError = OSError()
    addresses = place.addresses(_left(end))[:TRIES]
    for turn, (family, address) in enumerate(addresses):
        plain = socket.socket(family, socket.SOCK_STREAM)
        try:
            plain.settimeout(_left(end) / (len(addresses) - turn))
            plain.connect(address)
            plain.settimeout(_left(end))
            return _tls().wrap_socket(plain, server_hostname=place.host) if place.scheme == "https" else plain
        except OSError as failed:
            plain.close()
            problem = failed
    raise problem


class _Line(io.RawIOBase):
    """A socket that is only waited for until the deadline, however little comes at a time, and that bears so many bytes."""

    def __init__(self, sock: socket.socket, *, end: float, most: int) -> None:
        self._sock, self._end, self._most = sock, end, most

    def sendall(self, data: Any) -> None:
        rest = memoryview(data)
        while rest:
            self._sock.settimeout(_left(self._end))
            rest = rest[self._sock.send(rest) :]

    def makefile(self, *args: Any) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._most <= 0:
            raise HTTPException("more than is read")
        self._sock.settimeout(_left(self._end))
        got = self._sock.recv_into(buffer)
        self._most -= got
        return got

    def close(self) -> None:
        """http.client lets go of a connection before it has read the body."""

    def hang_up(self) -> None:
        self._sock.close()
