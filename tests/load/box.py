"""What the measuring commands share: settings, sessions, processes and how figures are said."""

import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

from cms.config.bench.drive import children_of

__all__ = ["ROOT", "children_of", "cpu", "pss", "say", "say_times", "session_of", "set_up", "wait_until_up"]
ROOT = Path(__file__).resolve().parent.parent.parent


def set_up() -> None:
    if not os.environ.get("DATABASE_URL", "").startswith("postgres") or not os.environ.get("REDIS_URL"):
        raise SystemExit("This measures production: DATABASE_URL=postgres://... REDIS_URL=redis://... are needed.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.config.settings"
    os.environ.setdefault("DATA_DIR", str(ROOT / "var" / "load"))
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()


def session_of(member: Any) -> str:
    """The cookie of somebody who has signed in."""
    from django.test import Client

    browser = Client()
    browser.force_login(member)
    return f"session={browser.cookies['session'].value}"


def pss(pid: int) -> int:
    """Proportional set size in KiB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1])


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_up(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("a server did not start")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def say_times(what: str, seconds: list[float], expected: int) -> None:
    """`seconds` from the shortest to the longest."""
    if not seconds:
        raise SystemExit(f"{what}: nothing arrived")
    p50, p95 = (seconds[min(len(seconds) - 1, int(share * len(seconds)))] * 1000 for share in (0.5, 0.95))
    say(f"{what}: {len(seconds)} of {expected}, p50 {p50:.0f} ms, p95 {p95:.0f} ms, slowest {seconds[-1] * 1000:.0f} ms")
