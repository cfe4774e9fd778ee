"""What every part of one import shares."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from community.events.bulk import insert_many, update_many

from ..models import ImportedRow
from ..progress import Progress
from ..rendering import Renderer
from . import reading
from .reading import Kind, Row
from .staging import Scratch, batches, sized

BATCH_ROWS = 400


@dataclass(frozen=True, kw_only=True)
class Site:
    folder: Path
    source: str
    scratch: Scratch
    renderer: Renderer
    progress: Progress

    def batches(self, kind: Kind, *types: str) -> Iterator[list[Row]]:
        """The rows of a file, of these post types if given, in batches small in number and in size."""
        rows = reading.rows(self.folder, kind)
        yield from sized((row for row in rows if row["PostTypeId"] in types) if types else rows, BATCH_ROWS)

    def known(self, kind: str, ids: Collection[Any]) -> dict[str, ImportedRow]:
        """The mapping rows of these ids, by id."""
        rows = ImportedRow.objects.filter(source=self.source, kind=kind, source_id__in=[str(one) for one in ids])
        return {row.source_id: row for row in rows}

    def objects(self, object_kind: str) -> Iterator[list[Any]]:
        """Every object of a kind that came from this source, in batches of ids."""
        mine = ImportedRow.objects.filter(source=self.source, object_kind=object_kind, object_id__isnull=False)
        ids = mine.order_by("pk").values_list("object_id", flat=True).iterator(chunk_size=2000)
        yield from batches((pk for pk in ids if pk), 500)

    def row(self, kind: str, source_id: Any, **columns: Any) -> ImportedRow:
        return ImportedRow(source=self.source, kind=kind, source_id=str(source_id), **columns)


def save_rows(made: list[ImportedRow], changed: list[ImportedRow]) -> None:
    insert_many(ImportedRow, map(vars, made))
    update_many(ImportedRow, map(vars, changed), ["raw", "digest", "object_kind", "object_id"])


def without(row: Row, *homes: str) -> dict[str, Any]:
    """The attributes that have no column here."""
    return {name: value for name, value in row.items() if name not in homes and name != "Id"}
