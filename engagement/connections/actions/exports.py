"""Taking facts and profiles along as a file. The members see that their profile left, like every other look."""

from collections.abc import Iterator
from datetime import datetime

from community.members.models import Member
from community.verdict import require
from engagement.loyalty.actions import note_look

from .. import export
from ..policy import can_run_connections


def export_facts(
    form: str, *, since: datetime | None = None, until: datetime | None = None, by: Member | None = None
) -> Iterator[str]:
    """The file, piece by piece: "ndjson" or "csv". `by` is None for who runs the command on the server."""
    if by:
        require(can_run_connections(by))
    return export.WRITERS["facts", form](export.fact_rows(since=since, until=until))


def export_profiles(form: str, *, sharing: bool, by: Member | None = None, system: str = "") -> Iterator[str]:
    """The same of profiles; for another system (`sharing`) only of those who allow it. Either a person or a system takes them."""
    if by:
        require(can_run_connections(by))
    return export.WRITERS["profiles", form](_noted(sharing=sharing, by=by, system=system))


def _noted(*, sharing: bool, by: Member | None, system: str) -> Iterator[export.Row]:
    for wanted in export.profile_batches(sharing=sharing):
        note_look(wanted, what=["all"], by=by, system=system)
        yield from export.documents(wanted)
