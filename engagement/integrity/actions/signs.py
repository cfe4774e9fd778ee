from collections.abc import Iterable

from community import clock

from .. import rules
from ..models import Sign, Subject


def note_signs(about: Subject, names: Iterable[str]) -> int:
    """Write down what was seen, once for each kind; what all that was ever seen of the subject scores together."""
    new = [
        Sign(subject_kind=about.kind, subject_id=about.id, name=name, points=rules.KINDS[name].points, seen_at=clock.now())
        for name in names
    ]
    Sign.objects.bulk_create(new, ignore_conflicts=True)
    return rules.score(set(Sign.objects.filter(subject_kind=about.kind, subject_id=about.id).values_list("name", flat=True)))
