"""The first pass: every file is read to its end before anything is written, and what must be looked up by post is laid out
in a scratch file on disk, so that memory stays small however large the dump is."""

import json
import sqlite3
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from ..progress import Progress
from . import reading
from .reading import HISTORY, POSTS, VOTES, Kind, Row

ROWS = 5_000  # in one insert
SIZE = 1 << 20  # characters in one batch: what bounds memory where rows are long
T = TypeVar("T")


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    turn = iter(rows)
    while batch := list(islice(turn, size)):
        yield batch


def sized(rows: Iterable[Row], most: int) -> Iterator[list[Row]]:
    """Batches of at most `most` rows, fewer where they are long."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(map(len, row.values()))
        if len(batch) >= most or size >= SIZE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class Scratch:
    """What the posts of a dump are looked up by: their history, votes and place. `counts` are the rows of each file."""

    def __init__(self, path: Path) -> None:
        self.counts: dict[Kind, int] = {}
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;"
            "CREATE TABLE post (id INTEGER PRIMARY KEY, type INTEGER, accepted INTEGER);"
            "CREATE TABLE vote (post INTEGER, id INTEGER, type INTEGER, day TEXT, more TEXT,"
            " PRIMARY KEY (post, id)) WITHOUT ROWID;"
            "CREATE TABLE history (post INTEGER, size INTEGER, row TEXT);"
        )

    def fill(self, folder: Path, kinds: Collection[Kind], progress: Progress) -> None:
        """Read every file; Unreadable for the first thing that is wrong."""
        size = sum((folder / kind.file).stat().st_size for kind in kinds)
        progress.step("reading", size // 400)  # rows are not known yet: about 400 bytes each
        for kind in kinds:
            self.counts[kind] = 0
            for batch in sized(reading.checked(folder, kind), ROWS):
                self.counts[kind] += len(batch)
                self._keep(kind, batch)
                progress.add(len(batch))
        self.base.execute("CREATE INDEX of_post ON history (post, size)")
        progress.end()

    def _keep(self, kind: Kind, batch: list[Row]) -> None:
        if kind is POSTS:
            values: Iterable[tuple[Any, ...]] = (
                (int(row["Id"]), int(row["PostTypeId"]), int(row.get("AcceptedAnswerId", 0))) for row in batch
            )
            self._insert("post", "?, ?, ?", values)
        elif kind is VOTES:
            self._insert("vote", "?, ?, ?, ?, ?", (_vote(row) for row in batch))
        elif kind is HISTORY:
            told = ((row["PostId"], json.dumps(row, ensure_ascii=False)) for row in batch)
            values = ((int(post), len(text), text) for post, text in told)
            self._insert("history", "?, ?, ?", values)

    def _insert(self, table: str, places: str, values: Iterable[tuple[Any, ...]]) -> None:
        self.base.execute("BEGIN")
        self.base.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", values)
        self.base.execute("COMMIT")

    def total(self, *kinds: Kind) -> int:
        return sum(self.counts.get(kind, 0) for kind in kinds)

    def has_post(self, post: int) -> bool:
        return self.base.execute("SELECT 1 FROM post WHERE id = ?", (post,)).fetchone() is not None

    def history(self, posts: Collection[int]) -> dict[int, list[Row]]:
        """The history rows of these posts, oldest first."""
        found: dict[int, dict[str, Row]] = {}
        for post, text in self._of(posts, "SELECT post, row FROM history WHERE post IN ({}) ORDER BY post"):
            row = json.loads(text)
            found.setdefault(post, {})[row["Id"]] = row
        return {
            post: sorted(rows.values(), key=lambda row: (row["CreationDate"], int(row["Id"]))) for post, rows in found.items()
        }

    def parts(self, posts: list[int]) -> Iterator[list[int]]:
        """The posts in parts whose history is small enough to be looked at together."""
        sizes = dict(self._of(posts, "SELECT post, sum(size) FROM history WHERE post IN ({}) GROUP BY post"))
        part: list[int] = []
        size = 0
        for post in posts:
            part.append(post)
            size += sizes.get(post, 0)
            if size >= SIZE:
                yield part
                part, size = [], 0
        if part:
            yield part

    def votes(self, posts: Collection[int]) -> dict[int, list[tuple[int, int, str, str]]]:
        """(id, type, day, the rest as JSON) of each vote on these posts."""
        found: dict[int, list[tuple[int, int, str, str]]] = {}
        for post, *vote in self._of(posts, "SELECT post, id, type, day, more FROM vote WHERE post IN ({}) ORDER BY post, id"):
            found.setdefault(post, []).append((vote[0], vote[1], vote[2], vote[3]))
        return found

    def _of(self, posts: Collection[int], sql: str) -> Iterator[tuple[Any, ...]]:
        return self.base.execute(sql.format(",".join(map(str, map(int, posts)))))

    def orphans(self, table: str) -> Iterator[int]:
        """Every post that this table ("vote" or "history") names and the dump does not have."""
        for (post,) in self.base.execute(
            f"SELECT DISTINCT post FROM {table} WHERE post NOT IN (SELECT id FROM post) ORDER BY post"
        ):
            yield post

    def questions(self) -> Iterator[tuple[int, int]]:
        """(question, its accepted answer or 0), in order."""
        yield from self.base.execute("SELECT id, accepted FROM post WHERE type = 1 ORDER BY id")

    def last_vote(self) -> str | None:
        return self.base.execute("SELECT max(day) FROM vote").fetchone()[0]


def _vote(row: Row) -> tuple[Any, ...]:
    more = {name: row[name] for name in row if name not in ("Id", "PostId", "VoteTypeId", "CreationDate")}
    rest = json.dumps(more) if more else ""
    return int(row["PostId"]), int(row["Id"]), int(row["VoteTypeId"]), row["CreationDate"][:10], rest


@contextmanager
def scratch() -> Iterator[Scratch]:
    """A scratch file that is gone afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        desk = Scratch(Path(folder) / "scratch.sqlite3")
        try:
            yield desk
        finally:
            desk.base.close()
