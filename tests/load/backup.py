"""How long a site of so many posts takes to be kept and brought back, and whether it is the same then.

`DATABASE_URL=postgres://... python -m tests.load.backup --posts 100000` makes up a community in a database of its own, keeps it,
and brings it back into empty ones: of the same kind, and SQLite's where it was PostgreSQL. Databases made here are dropped.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.load.box import ROOT, say

PICTURES, PICTURE = 2_000, 60_000  # files, bytes each
POSTS_A_QUESTION = 13  # itself, six answers, six comments


def run(url: str, place: Path, *words: str) -> tuple[str, float, float]:
    """What it said, seconds, and the most memory it held (MiB)."""
    environment = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(place), "QUERENCIA_NO_BOOTSTRAP": "1", "LOG_LEVEL": "ERROR"}
    began = time.monotonic()
    child = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = child.stdout.read()
    _pid, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(words)} failed")
    return said, time.monotonic() - began, used.ru_maxrss / 1024


@contextmanager
def database(kind: str, name: str, place: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{place / name}.sqlite3"
        return
    import psycopg

    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{name}"')
        link.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(url: str, place: Path, posts: int) -> None:
    run(url, place, "manage.py", "migrate", "-v0")
    run(url, place, "-m", "cms.config.bench.data", str(posts // POSTS_A_QUESTION))
    for n in range(PICTURES):
        path = place / "media" / "photos" / f"{n % 100:02}" / f"{n}.webp"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(PICTURE))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=100_000)
    posts = parser.parse_args().posts
    kind = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    with tempfile.TemporaryDirectory() as scratch, database(kind, "backup-of", Path(scratch)) as url:
        place, kept = Path(scratch) / "here", Path(scratch) / "kept.tar"
        place.mkdir()
        fill(url, place, posts)
        said, seconds, memory = run(url, place, "manage.py", "backup", str(kept))
        say(f"backup, {kind}: {seconds:.0f} s, {memory:.0f} MiB; {re.sub('^.*: ', '', said).strip()}")
        before = run(url, place, "manage.py", "digest")[0]
        for other in sorted({kind, "sqlite"}):
            there = Path(scratch) / f"there-{other}"
            there.mkdir()
            with database(other, "backup-to", there) as target:
                _said, seconds, memory = run(target, there, "manage.py", "restore", str(kept))
                equal = run(target, there, "manage.py", "digest")[0] == before
                say(f"restore, {kind} to {other}: {seconds:.0f} s, {memory:.0f} MiB; hashes equal: {equal}")


if __name__ == "__main__":
    main()
