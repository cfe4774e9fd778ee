"""What loyalty profiles say against what they should say; putting it right is the back-fill."""

from collections.abc import Iterator
from typing import Any

from community.members.models import Member
from engagement.recognition.reconcile import Difference, named

from .actions import BATCH, back_fill
from .bodies import bodies
from .models import Profile


def differences(*, fix: bool = False) -> Iterator[Difference]:
    """Every profile that does not say what rows and facts say, one difference for each part."""
    ids = list(Member.objects.filter(merged_into=None, erased_at=None).order_by("pk").values_list("pk", flat=True))
    for i in range(0, len(ids), BATCH):
        wanted = bodies(ids[i : i + BATCH])
        stored = dict(Profile.objects.filter(member_id__in=list(wanted)).values_list("member_id", "body"))
        differ = {pk for pk, body in wanted.items() if stored.get(pk, {}) != body}
        if differ and fix:
            back_fill(differ)
        for pk in sorted(differ):
            yield from _parts(pk, stored.get(pk, {}), wanted[pk])


def _parts(member_id: int, has: dict[str, Any], should: dict[str, Any]) -> Iterator[Difference]:
    for part in sorted({*has, *should}):
        if has.get(part) != should.get(part):
            yield Difference(f"profile {part}", named(member_id), has.get(part), should.get(part))
