"""What the brand takes along: facts and profiles as NDJSON or CSV, read and written in small pieces. Reads only."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from community.events.models import Event
from community.members import consent
from community.members.models import Member
from engagement.credit.shown import unit_name
from engagement.loyalty.bodies import bodies, document
from engagement.loyalty.models import Profile

from .choices import facts
from .shapes.events import envelope
from .telling import CHANNEL, Told

FORMS = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
BATCH = 500
RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula
FACT_COLUMNS = ("id", "type", "time", "source", "subject", "data")
PROFILE_COLUMNS = ("public", "handle", "joined_at", "language", "version", "level", "standing", "badges", "contribution", "more")

Row = dict[str, Any]


def fact_rows(*, since: datetime | None = None, until: datetime | None = None) -> Iterator[Row]:
    """Every fact that is not private, as it would be told, in the order it was recorded."""
    found = Event.objects.filter(name__in=[entry.name for entry in facts()]).select_related("subject").order_by("pk")
    if since:
        found = found.filter(recorded_at__gte=since)
    if until:
        found = found.filter(recorded_at__lt=until)
    for event in found.iterator(chunk_size=BATCH):
        member = None if event.subject.erased_at else event.subject
        yield envelope(Told(event=event, member=member))


def profile_batches(*, sharing: bool) -> Iterator[set[int]]:
    """Whose profiles leave, in small sets: everybody's, or for another system (`sharing`) of those who allow that now."""
    people = Member.objects.filter(merged_into=None, erased_at=None).order_by("pk").values_list("pk", flat=True)
    left = people.iterator(chunk_size=BATCH)
    while batch := list(islice(left, BATCH)):
        yield consent.allowed_ids(batch, "share", CHANNEL) if sharing else set(batch)


def documents(member_ids: set[int]) -> Iterator[Row]:
    stored = {one.member_id: one for one in Profile.objects.select_related("member").filter(member__in=member_ids)}
    members = Member.objects.in_bulk(member_ids - set(stored))
    made = bodies(members)
    stored |= {pk: Profile(member=member, body=made[pk]) for pk, member in members.items()}
    unit = unit_name()
    return (document(stored[pk], unit=unit) for pk in sorted(stored))


def as_ndjson(rows: Iterable[Row]) -> Iterator[str]:
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def facts_as_csv(rows: Iterable[Row]) -> Iterator[str]:
    return as_csv(FACT_COLUMNS, ([row.get(column, "") for column in FACT_COLUMNS] for row in rows))


def profiles_as_csv(rows: Iterable[Row]) -> Iterator[str]:
    """One line a member; sections without a column of their own stand in `more`, as JSON."""
    return as_csv(PROFILE_COLUMNS, (_profile_line(row) for row in rows))


def _profile_line(row: Row) -> list[Any]:
    said = {**row, **row["ids"], "language": row["preferred"]["language"], "level": row["level"]["number"]}
    said["badges"] = " ".join(badge["slug"] for badge in row["badges"])
    own = {*PROFILE_COLUMNS, "ids", "preferred", "explain", "schema", "as_of_event", "changed_at"}
    said["more"] = {key: value for key, value in row.items() if key not in own}
    return [said[column] for column in PROFILE_COLUMNS]


def as_csv(columns: Iterable[str], lines: Iterable[list[Any]]) -> Iterator[str]:
    """Lines of a CSV file, each as soon as it is known. No cell begins like a formula."""
    piece = io.StringIO()
    writer = csv.writer(piece)
    writer.writerow(columns)
    yield piece.getvalue()
    for line in lines:
        piece.seek(0)
        piece.truncate()
        writer.writerow([_cell(value) for value in line])
        yield piece.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return "'" + value if isinstance(value, str) and value.startswith(RISKY) else value


WRITERS: dict[tuple[str, str], Callable[[Iterable[Row]], Iterator[str]]] = {
    ("facts", "ndjson"): as_ndjson,
    ("facts", "csv"): facts_as_csv,
    ("profiles", "ndjson"): as_ndjson,
    ("profiles", "csv"): profiles_as_csv,
}
