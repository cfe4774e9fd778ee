"""What the demo decides before any setting is read: where its data is, its address, its name. Standard library only.

Settings bind at import, so manage.py calls `prepare` first for `demo`. A port that is taken, or data that another demo
uses, is said before anything else is done.
"""

import argparse
import errno
import fcntl
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import IO, NoReturn

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = ROOT / "var" / "demo"
MARKER = "made-by-demo"  # only a directory with this file is ever emptied
NAME, PORT = "localhost", 8000  # a name, because passkeys belong to one: browsers refuse them at an address of digits
OURS = ("querencia.sqlite3", "querencia.sqlite3-wal", "querencia.sqlite3-shm", "media", "mail", "sign-ins.json", "secret-key")

held: dict[str, IO[str]] = {}  # the data directory is this process's until it ends
doors: list[socket.socket] = []  # and so is the port, wherever the name leads


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=PORT, help=f"where the pages are served (default {PORT})")
    parser.add_argument("--fresh", action="store_true", help="throw the demo's own data away and build it anew")


def prepare(argv: list[str]) -> None:
    """Take the port and the data directory, and set the environment the settings read."""
    if {"-h", "--help"} & set(argv):
        return
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    wanted, _rest = parser.parse_known_args(argv)
    take_port(wanted.port)
    directory = Path(os.environ.setdefault("DATA_DIR", str(OWN))).resolve()
    take_directory(directory, fresh=wanted.fresh)
    os.environ["QUERENCIA_DEMO"] = "1"
    os.environ.setdefault("SITE_URL", f"http://{NAME}:{wanted.port}")
    os.environ.setdefault("BRAND_NAME", "Tordo")
    os.environ.setdefault("LOG_LEVEL", "ERROR")


def end(sentence: str) -> NoReturn:
    sys.exit(sentence)


def take_port(port: int) -> None:
    """Listen from the first moment: who opens the page early waits for it instead of being refused."""
    if not 0 < port < 65536:
        end(f"{port} is not a port. Choose one from 1024 to 65535, for example --port {PORT}.")
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):  # browsers try both for a name
        try:
            doors.append(listen(family, host, port))
        except PermissionError:
            end(f"Port {port} needs an administrator. Choose one from 1024 up, for example --port {PORT}.")
        except OSError as problem:
            if family == socket.AF_INET or problem.errno == errno.EADDRINUSE:
                end(f"Port {port} is in use already. Choose another one: python3 manage.py demo --port {port % 65535 + 1}")


def listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
        door.listen(128)
    except OSError:
        door.close()
        raise
    return door


def take_directory(directory: Path, *, fresh: bool) -> None:
    """One demo at a time in a directory: the live updates of two would not find each other."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = (directory / "demo.lock").open("w")
    except OSError as problem:
        end(f"The demo keeps its data in {directory}, which cannot be written: {problem.strerror}.")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        end(f"Another demo is running with the data in {directory}. Stop it first, or set DATA_DIR to another directory.")
    held["directory"] = lock
    if fresh:
        throw_away(directory)
    if not (directory / "querencia.sqlite3").exists():
        (directory / MARKER).touch()


def throw_away(directory: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        end("--fresh only throws away the demo's own files, and DATABASE_URL names another database. Empty that one yourself.")
    if any((directory / name).exists() for name in OURS) and not (directory / MARKER).exists():
        end(f"--fresh only throws away what the demo has made, and {directory} was not made by it.")
    for name in OURS:
        path = directory / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
