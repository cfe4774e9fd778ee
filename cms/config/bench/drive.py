"""Serving with gunicorn, asking over loopback, reading from /proc what the server and its database have spent."""

import html
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

ASK = "X-Count-Sql"
Sums = Callable[[], float]


def cpu_of(pids: Iterable[int]) -> float:
    """Milliseconds these processes have run, all their threads; those that have ended count nothing."""
    total = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except OSError:  # it ended meanwhile
                continue
    return total / 1e6


def children_of(pid: int) -> list[int]:
    return [int(word) for path in Path(f"/proc/{pid}/task").glob("*/children") for word in path.read_text().split()]


def own_database(name: str, scratch: str) -> str:
    """A database beside the one DATABASE_URL names, made when it is not there; without it a SQLite file."""
    base = os.environ.get("DATABASE_URL", "")
    if not base.startswith("postgres"):
        return f"sqlite:///{scratch}/{name}.sqlite3"
    import psycopg
    from psycopg import sql

    parts = urlsplit(base)
    name = f"{parts.path.strip('/')}_{name}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(parts._replace(path=f"/{name}"))


def backends_of(database_url: str) -> list[int]:
    """The server processes that work for this database; none of ours with SQLite, which works inside the page's process."""
    if not database_url.startswith("postgres"):
        return []
    import psycopg

    with psycopg.connect(database_url) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in found.fetchall()]


@dataclass(kw_only=True)
class Server:
    port: int
    pids: list[int]
    cookie: str = ""

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, connection: http.client.HTTPConnection, address: str, **headers: str) -> tuple[Any, bytes]:
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if response.status not in (200, 304):
            raise RuntimeError(f"{address}: {response.status}")
        return response, body


@contextmanager
def served(module: str, env: dict[str, str]) -> Iterator[Server]:
    """One gunicorn worker with one thread that keeps connections open, as a proxy's would be."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", module, "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += [
        "--worker-class",
        "gthread",
        "--threads",
        "1",
        "--keep-alive",
        "60",
        "--log-level",
        "error",
        "--no-control-socket",
    ]
    process = subprocess.Popen(command, env=env)
    try:
        for _turn in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        server = Server(port=port, pids=[])
        time.sleep(1)
        server.pids = children_of(process.pid)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def measure(server: Server, addresses: list[str], *, backends: list[int], cookie: str = "") -> tuple[float, int]:
    """(processor milliseconds a request in the page's process and the database's, bytes of the last page)"""
    headers = {"Cookie": cookie} if cookie else {}
    connection = server.connect()
    body = b""
    began = cpu_of(server.pids) + cpu_of(backends)
    for address in addresses:
        _response, body = server.get(connection, address, **headers)
    spent = cpu_of(server.pids) + cpu_of(backends) - began
    connection.close()
    return spent / len(addresses), len(body)


def sql_of(server: Server, addresses: list[str], *, cookie: str = "") -> tuple[int, float, int]:
    """(statements of a page without what a process looks up once in five seconds, median SQL milliseconds, those that write)"""
    headers = {ASK: "1"} | ({"Cookie": cookie} if cookie else {})
    connection = server.connect()
    rows = []
    for address in addresses:
        response, _body = server.get(connection, address, **headers)
        number, spent, writes = response.headers["X-Sql"].split()
        rows.append((int(number), float(spent), int(writes)))
    connection.close()
    numbers, times, written = zip(*rows, strict=True)
    return statistics.median_high(numbers), statistics.median(times), sum(written)


def deep_page(server: Server, address: str, pages: int) -> str:
    """Where the links to older ones lead, so many times, or as far as there are any."""
    connection = server.connect()
    for _page in range(pages):
        _response, body = server.get(connection, address)
        if not (older := re.search(rb'href="([^"]+)" rel="next"', body)):
            break
        address = urljoin(address, html.unescape(older[1].decode()))
    connection.close()
    return address


def environment(database_url: str, scratch: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url,
        "DATA_DIR": scratch,
        "SECRET_KEY": "for measuring only",
        "SITE_URL": "http://127.0.0.1",
        "QUERENCIA_NO_BOOTSTRAP": "1",
        "LOG_LEVEL": "ERROR",
    }
