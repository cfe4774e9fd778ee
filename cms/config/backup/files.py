"""What lies beside the database: pictures, documents and members' downloads."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

PIECE = 1024 * 1024
COMING, LEAVING = ".coming", ".leaving"  # inside each folder, so that it may be a mount of its own


def folders() -> dict[str, Path]:
    return {"media": Path(settings.MEDIA_ROOT), "exports": Path(settings.EXPORT_ROOT)}


def every() -> Iterator[tuple[str, Path]]:
    """Each file as `media/2026/photo.webp` and where it lies, in a fixed order. Links are not followed."""
    for name, folder in sorted(folders().items()):
        for path in _under(folder, top=True):
            yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _under(folder: Path, *, top: bool = False) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if top and entry.name in (COMING, LEAVING):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _under(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


class Tally:
    """The files' one hash: of the lines `sha256 size name` in their order."""

    def __init__(self) -> None:
        self.count, self.bytes, self.seen = 0, 0, hashlib.sha256()

    def add(self, name: str, size: int, sha256: str) -> None:
        self.count += 1
        self.bytes += size
        self.seen.update(f"{sha256} {size} {name}\n".encode())

    def says(self) -> dict[str, int | str]:
        return {"count": self.count, "bytes": self.bytes, "sha256": self.seen.hexdigest()}


class Hashed:
    """A file that is hashed while somebody else reads it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.seen = file, hashlib.sha256()

    def read(self, size: int = PIECE) -> bytes:
        piece = self.file.read(size)
        self.seen.update(piece)
        return piece

    def finish(self) -> str:
        while self.read():
            pass
        return self.seen.hexdigest()


def open_regular(path: Path) -> BinaryIO | None:
    """None for what is gone since it was listed, or is no plain file."""
    try:
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    return None


def tally() -> Tally:
    """Of the files as they lie now."""
    found = Tally()
    for name, path in every():
        if file := open_regular(path):
            with file:
                found.add(name, os.fstat(file.fileno()).st_size, Hashed(file).finish())
    return found


def coming(name: str) -> Path:
    """Where a file of the archive waits until all of them are there."""
    folder, _, rest = name.partition("/")
    return folders()[folder] / COMING / rest


def swap() -> None:
    """What waits takes the place of what was there."""
    for folder in folders().values():
        folder.mkdir(parents=True, exist_ok=True)
        old = folder / LEAVING
        old.mkdir(exist_ok=True)
        for entry in list(folder.iterdir()):
            if entry.name not in (COMING, LEAVING):
                entry.rename(old / entry.name)
        if (folder / COMING).exists():
            for entry in list((folder / COMING).iterdir()):
                entry.rename(folder / entry.name)
    tidy()


def tidy() -> None:
    for folder in folders().values():
        for name in (COMING, LEAVING):
            shutil.rmtree(folder / name, ignore_errors=True)


def is_empty() -> bool:
    return next(every(), None) is None
