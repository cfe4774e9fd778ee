import hashlib
import json
from collections.abc import Iterable

from django.db.models import F

from community import clock
from community.members.models import Member

from ..models import Look
from ..models.looks import KEPT, Section


def note_look(
    member_ids: Iterable[int], *, what: Iterable[str], because: str = "", by: Member | None = None, system: str = ""
) -> None:
    """Somebody of the team (`by`), or a system by its name, looked at these sections of these members, and why.

    The member sees it for twelve months. One's own looks are not kept. A few statements, however many members.
    """
    sections, moment = sorted({Section(code).value for code in what}), clock.now()
    said = json.dumps([by.pk if by else None, system, sections, because, moment.date().isoformat()])
    key = hashlib.sha256(said.encode()).hexdigest()
    ids = sorted(set(member_ids) - ({by.pk} if by else set()))
    columns = {"by": by, "system": system, "what": sections, "because": because, "key": key}
    known = Look.objects.filter(member_id__in=ids, key=key)
    seen = set(known.values_list("member_id", flat=True))
    known.update(times=F("times") + 1, last_at=moment)
    new = [Look(member_id=pk, first_at=moment, last_at=moment, **columns) for pk in ids if pk not in seen]
    Look.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)


def forget_old_looks() -> int:
    """Nobody needs to know for longer than a year who looked; how many rows went."""
    return Look.objects.filter(last_at__lt=clock.now() - KEPT).delete()[0]
