"""What each process counts. Once a second at most it writes its figures down; whichever process is asked adds them all up.

A process that has ended keeps its part of the sums: its file is added to `ended.json` by whoever reads next. A process
that is killed takes at most its last second of counts with it.
"""

import atexit
import fcntl
import json
import os
import threading
from bisect import bisect_left
from collections import Counter
from contextlib import suppress
from pathlib import Path

from django.conf import settings

LIMITS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
EACH = 1.0  # seconds between two writings
ENDED = "ended.json"
HELD = "held"  # not a sum over time but a number of now: gone with its process
Sums = Counter[str]


def folder() -> Path:
    return Path(settings.DATA_DIR) / "metrics"


class Counts:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """A forked process begins anew: what was counted before is its parent's."""
        self.sums: Sums = Counter()
        self.timer: threading.Timer | None = None
        self.lock = threading.Lock()

    def request(self, *, route: str, method: str, status: int, seconds: float, statements: int) -> None:
        with self.lock:
            self.sums[_key("requests", route, method, str(status))] += 1
            self.sums[_key("bucket", route, str(bisect_left(LIMITS, seconds)))] += 1
            self.sums[_key("microseconds", route)] += round(seconds * 1e6)
            self.sums[_key("statements", route)] += statements
        self._write_soon()

    def held(self, what: str, change: int) -> None:
        with self.lock:
            self.sums[_key(HELD, what)] += change
        self._write_soon()

    def _write_soon(self) -> None:
        with self.lock:
            if self.timer is None:
                self.timer = threading.Timer(EACH, self.write)
                self.timer.daemon = True
                self.timer.start()

    def write(self) -> None:
        with self.lock:
            self.timer, text = None, json.dumps(self.sums)
        if self.sums:
            with suppress(OSError):  # a full disk must not stop pages; the next second tries again
                _replace(_mine(), text)


counts = Counts()
os.register_at_fork(after_in_child=counts.forget)
atexit.register(counts.write)


def read() -> Sums:
    """The sums of all processes of this machine, those that have ended too."""
    counts.write()
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        total = ended = _load(folder() / ENDED)
        for path in folder().glob("*-*.json"):
            if _is_alive(path):
                total = total + _load(path)
            else:
                ended = _without_held(ended, _load(path))
                total = _without_held(total, _load(path))
                _replace(folder() / ENDED, json.dumps(ended))
                path.unlink(missing_ok=True)
    return total


def _without_held(sums: Sums, more: Sums) -> Sums:
    return sums + Counter({key: value for key, value in more.items() if parts(key)[0] != HELD})


def _key(*words: str) -> str:
    return "\t".join(words)


def parts(key: str) -> list[str]:
    return key.split("\t")


def _mine() -> Path:
    return folder() / f"{os.getpid()}-{_born(os.getpid())}.json"


def _is_alive(path: Path) -> bool:
    pid, _, born = path.stem.partition("-")
    return pid.isdigit() and _born(int(pid)) == born


def _born(pid: int) -> str:
    """When the process began, in the system's ticks: a number that is given to a process again is another process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return "gone"


def _load(path: Path) -> Sums:
    try:
        return Counter(json.loads(path.read_text()))
    except (OSError, ValueError):
        return Counter()


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
    aside.write_text(text)
    aside.replace(path)
