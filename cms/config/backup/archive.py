"""The file: written aside under a lock and renamed when it is whole; read only when every hash in it is right."""

import fcntl
import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

from . import Unfit, files

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
TABLE = "tables/{}.ndjson.gz"
DAMAGED = (tarfile.TarError, EOFError, OSError, zlib.error, UnicodeDecodeError)


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[BinaryIO]:
    """A file that only its owner reads, and that has its name when all of it is on the disk."""
    aside = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unfit(f"Another backup is being written to {path}.") from None
        try:
            os.fchmod(file.fileno(), 0o600)
            file.truncate(0)
            yield file
            file.flush()
            os.fsync(file.fileno())
            aside.rename(path)
        finally:
            aside.unlink(missing_ok=True)


class Writer:
    def __init__(self, file: BinaryIO, beside: Path) -> None:
        self.tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `finish` closes it
        self.beside = beside
        self.tally = files.Tally()

    def table(self, name: str, lines: Iterable[str], wrote: Callable[[int], None]) -> tuple[int, str]:
        """How many rows came, and the hash of the lines. A part's size must be known first: it is packed beside."""
        seen, rows = hashlib.sha256(), -1
        with tempfile.TemporaryFile(dir=self.beside) as packed:
            with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=3, mtime=0) as zipped:
                for line in lines:
                    data = line.encode()
                    seen.update(data)
                    zipped.write(data)
                    wrote(1 if rows >= 0 else 0)
                    rows += 1
            size = packed.tell()
            packed.seek(0)
            self._add(TABLE.format(name), size, cast(IO[bytes], packed))
        return rows, seen.hexdigest()

    def file(self, name: str, file: BinaryIO) -> None:
        """As many bytes as the file has now."""
        size, hashed = os.fstat(file.fileno()).st_size, files.Hashed(file)
        self._add(name, size, cast(IO[bytes], hashed))
        self.tally.add(name, size, hashed.seen.hexdigest())

    def finish(self, manifest: dict[str, Any]) -> None:
        data = json.dumps(manifest, indent=1).encode()
        self._add(MANIFEST, len(data), io.BytesIO(data))
        seal = hashlib.sha256(data).hexdigest().encode()
        self._add(SEAL, len(seal), io.BytesIO(seal))
        self.tar.close()

    def _add(self, name: str, size: int, content: IO[bytes]) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self.tar.addfile(info, content)
        self.tar.members = []  # type: ignore[attr-defined]  # tarfile would remember each of a million files


class Reader:
    """`manifest` is read at once; `check` reads everything and believes nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _or_unfit(path):
            self.manifest = self._manifest()

    def check(self, read: Callable[[int], None]) -> None:
        """Unfit unless all that the manifest names is there, nothing else is, and every hash is right."""
        tally, wanted = files.Tally(), {table["name"]: table for table in self.manifest["tables"]}
        with _or_unfit(self.path):
            for info, content in self._members():
                if name := _table_in(info.name):
                    rows, sha256 = _read_lines(content)
                    said = wanted.pop(name, None)
                    if said is None or (said["rows"], said["sha256"]) != (rows, sha256):
                        raise Unfit(f"{self.path} is damaged: the table {name} is not what the manifest says.")
                elif info.name not in (MANIFEST, SEAL):
                    tally.add(_safe(info.name), info.size, files.Hashed(cast(BinaryIO, content)).finish())
                read(info.size)
        if wanted:
            raise Unfit(f"{self.path} is damaged: {', '.join(sorted(wanted))} missing.")
        if tally.says() != self.manifest["files"]:
            raise Unfit(f"{self.path} is damaged: the files in it are not what the manifest says.")

    def tables(self) -> Iterator[tuple[str, Iterator[str]]]:
        """Each table's name and its lines, in the order of the file."""
        for info, content in self._members():
            if name := _table_in(info.name):
                with gzip.open(content, "rt", encoding="utf-8", newline="\n") as lines:
                    yield name, cast(Iterator[str], lines)

    def files(self) -> Iterator[tuple[str, IO[bytes]]]:
        for info, content in self._members():
            if not _table_in(info.name) and info.name not in (MANIFEST, SEAL):
                yield _safe(info.name), content

    def _members(self) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
        with tarfile.open(self.path, "r:") as tar:
            while (info := tar.next()) is not None:
                tar.members = []  # type: ignore[attr-defined]
                if not info.isreg():
                    raise Unfit(f"{self.path} holds {info.name}, which is no plain file.")
                yield info, cast(IO[bytes], tar.extractfile(info))

    def _manifest(self) -> dict[str, Any]:
        found = {info.name: content.read() for info, content in self._members() if info.name in (MANIFEST, SEAL)}
        if set(found) != {MANIFEST, SEAL}:
            raise Unfit(f"{self.path} is no backup, or was cut short: it has no manifest.")
        if hashlib.sha256(found[MANIFEST]).hexdigest().encode() != found[SEAL]:
            raise Unfit(f"{self.path} is damaged: its manifest is not what was written.")
        manifest: dict[str, Any] = json.loads(found[MANIFEST])
        if manifest["format"] != FORMAT:
            raise Unfit(f"{self.path} has form {manifest['format']}; this version reads form {FORMAT}.")
        return manifest


@contextmanager
def _or_unfit(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise Unfit(f"There is no {path}.") from None
    except DAMAGED as problem:
        raise Unfit(f"{path} is no backup, is damaged or was cut short ({problem}).") from None


def _table_in(name: str) -> str:
    start, end = TABLE.split("{}")
    return name.removeprefix(start).removesuffix(end) if name.startswith(start) and name.endswith(end) else ""


def _read_lines(packed: IO[bytes]) -> tuple[int, str]:
    seen, rows = hashlib.sha256(), -1
    with gzip.open(packed) as lines:
        for line in lines:
            seen.update(line)
            rows += 1
    return rows, seen.hexdigest()


def _safe(name: str) -> str:
    parts = PurePosixPath(name).parts
    if parts[:1] not in {(folder,) for folder in files.folders()} or len(parts) < 2 or ".." in parts or "/".join(parts) != name:
        raise Unfit(f"The archive holds {name!r}, which has no place here.")
    return name
