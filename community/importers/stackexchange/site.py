"""What every part of one import shares."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..models import ImportedRow
from ..progress import Progress
from ..rendering import Renderer
from . import reading
from .reading import Kind, Row
from .staging import Scratch, batches

BATCH_ROWS = 400
BATCH_SIZE = 1 << 20  # characters of text in a batch: what bounds memory where rows are long


@dataclass(frozen=True, kw_only=True)
class Site:
    folder: Path
    source: str
    scratch: Scratch
    renderer: Renderer
    progress: Progress

    def batches(self, kind: Kind, *types: str) -> Iterator[list[Row]]:
        """The rows of a file, of these post types if given, in batches small in number and in size."""
        batch: list[Row] = []
        size = 0
        for row in reading.rows(self.folder, kind):
            if types and row["PostTypeId"] not in types:
                continue
            batch.append(row)
            size += len(row.get("Body", "")) + len(row.get("Text", "")) + len(row.get("AboutMe", ""))
            if len(batch) >= BATCH_ROWS or size >= BATCH_SIZE:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def known(self, kind: str, ids: Collection[Any]) -> dict[str, ImportedRow]:
        """The mapping rows of these ids, by id."""
        rows = ImportedRow.objects.filter(source=self.source, kind=kind, source_id__in=[str(one) for one in ids])
        return {row.source_id: row for row in rows}

    def objects(self, object_kind: str) -> Iterator[list[int]]:
        """Every object of a kind that came from this source, in batches of ids."""
        mine = ImportedRow.objects.filter(source=self.source, object_kind=object_kind, object_id__isnull=False)
        yield from batches(mine.order_by("pk").values_list("object_id", flat=True).iterator(chunk_size=2000), 500)

    def row(self, kind: str, source_id: Any, **columns: Any) -> ImportedRow:
        return ImportedRow(source=self.source, kind=kind, source_id=str(source_id), **columns)


def save_rows(made: list[ImportedRow], changed: list[ImportedRow]) -> None:
    ImportedRow.objects.bulk_create(made)
    ImportedRow.objects.bulk_update(changed, ["raw", "digest", "object_kind", "object_id"], batch_size=200)


def without(row: Row, *homes: str) -> dict[str, Any]:
    """The attributes that have no column here."""
    return {name: value for name, value in row.items() if name not in homes and name != "Id"}
