"""Everything that is known of a member, as one file for them."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.frame.identity import brand_name
from community.verdict import Refused

from .. import holdings, rules
from ..events import ExportAsked, ExportReady
from ..models import Export, Member


@transaction.atomic
def ask_export(*, by: Member) -> Export:
    """Have everything about oneself gathered. What is being made already is waited for; Refused 429 too often a day."""
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    if waiting := by.exports.filter(ready_at=None).first():
        return waiting
    if by.exports.filter(asked_at__gt=clock.now() - timedelta(days=1)).count() >= rules.EXPORTS_A_DAY:
        raise Refused(_("You asked for it a few times today. What lies ready is still there."), status=429, retry_after=3600)
    export = Export(member=by, asked_at=clock.now())
    export.save(force_insert=True)
    emit(ExportAsked(subject_id=by.pk, actor_id=by.pk, object_id=export.pk))
    return export


def make_export(export: Export) -> None:
    """Write the file and tell its owner. Made a second time it replaces the first."""
    export.path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = export.path.with_suffix(".part")
    with translation.override(export.member.language):
        _write(unfinished, export.member)
    unfinished.rename(export.path)
    with transaction.atomic():
        ready = Export.objects.filter(pk=export.pk, ready_at=None)
        if ready.update(ready_at=clock.now(), size=export.path.stat().st_size):
            emit(ExportReady(subject_id=export.member_id, object_id=export.pk))


def _write(path: Path, member: Member) -> None:
    told = holdings.everything_about(member)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        words = {"member": member, "rooms": _in_words(told), "brand_name": brand_name(), "at": clock.now()}
        archive.writestr("README.txt", render_to_string("members/export.txt", words))
        archive.writestr("everything.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        for room, tables in told.items():
            for name, rows in ((name, rows) for name, rows in tables.items() if rows):
                archive.writestr(f"csv/{room}-{name}.csv", _as_csv(rows))
        for name, file in holdings.files_of(member):
            if default_storage.exists(file):
                with default_storage.open(file) as content:
                    archive.writestr(f"files/{name}", content.read())


def _in_words(told: Mapping[str, holdings.Rows]) -> list[dict[str, Any]]:
    """Each room with what it holds in plain words, and the tables it gave."""
    says = holdings.holdings()
    return [
        {"room": room, "holds": says[room], "tables": [(name, len(rows)) for name, rows in tables.items() if rows]}
        for room, tables in told.items()
    ]


def _as_csv(rows: Sequence[holdings.Row]) -> str:
    out = io.StringIO()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    sheet = csv.writer(out)
    sheet.writerow(columns)
    sheet.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    """Lists and mappings as JSON; a text that a spreadsheet would run as a formula is kept a text."""
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


@transaction.atomic
def remove_exports(*, of: Member | None = None) -> int:
    """Files that were kept long enough, or all of one member's, and their rows."""
    if of is not None:
        old = Export.objects.filter(member=of)
    else:
        old = Export.objects.filter(asked_at__lt=clock.now() - timedelta(days=settings.KEEP_DAYS["exports"]))
    exports = list(old)
    Export.objects.filter(pk__in=[export.pk for export in exports]).delete()
    for export in exports:
        transaction.on_commit(partial(export.path.unlink, missing_ok=True))
    return len(exports)
