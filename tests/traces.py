"""Where words are found: in every column of every table, and in every file the product keeps."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection


def traces(words: Iterable[str], *, files: Iterable[Path] = ()) -> dict[str, list[str]]:
    """{word: the tables and files it stands in}; words that stand nowhere are left out."""
    wanted = {word: word.casefold() for word in words}
    found: dict[str, list[str]] = {}
    for place, text in (*_rows(), *_files(files)):
        for word, folded in wanted.items():
            if folded in text and place not in found.setdefault(word, []):
                found[word].append(place)
    return {word: places for word, places in found.items() if places}


def _rows() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, " ".join(map(_text, row)).casefold()


def _text(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def _files(more: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for folder in {Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT), Path(settings.EXPORT_ROOT), *more}:
        for path in folder.rglob("*"):
            if path.is_file():
                yield str(path), f"{path.name} {path.read_bytes().decode('latin-1')}".casefold()
