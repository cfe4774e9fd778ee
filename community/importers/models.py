from collections.abc import Collection
from typing import Any

from django.db import models
from django.utils.timezone import now

ERASED = "erased"  # the digest of a member's row once they were erased: a later import leaves it alone


class ImportedRowQuerySet(models.QuerySet["ImportedRow"]):
    def of(self, source: str, *kinds: str) -> "ImportedRowQuerySet":
        return self.filter(source=source, kind__in=kinds) if kinds else self.filter(source=source)

    def ids(self, source: str, kind: str, source_ids: Collection[Any]) -> dict[str, int]:
        """{id there: id here} of those rows that have an object here."""
        rows = self.filter(source=source, kind=kind, source_id__in={str(one) for one in source_ids}, object_id__isnull=False)
        return dict(rows.values_list("source_id", "object_id"))


class ImportedRow(models.Model):
    """One row of another system: which object here it became, if any, and what of it has no home here.

    The row makes an import repeatable: what has one is not made again. `digest` is of the words as they were imported,
    so that a later import can tell whether somebody changed them there, or here. Ids are plain numbers: an object's
    table is named by `object_kind`.
    """

    source = models.CharField(max_length=100, help_text="the system and site, 'stackexchange:coffee.meta'")
    kind = models.CharField(max_length=20, help_text="what the row is there: user, post, comment, ...")
    source_id = models.CharField(max_length=200)
    object_kind = models.CharField(max_length=20, blank=True)
    object_id: "models.BigIntegerField[Any, Any]" = models.BigIntegerField(null=True, blank=True)
    raw = models.JSONField(default=dict, help_text="attributes without a home here")
    digest = models.CharField(max_length=32, blank=True)
    imported_at = models.DateTimeField(default=now)

    objects = ImportedRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "source_id"], name="one_row_per_source_id")]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="imported_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id} of {self.source}"

    @property
    def here(self) -> int:
        """The object's id, for rows known to have one."""
        assert self.object_id is not None
        return self.object_id
