"""What loyalty profiles say against what they should say. Reads only; `fix` is the back-fill."""

from collections.abc import Iterator

from community.members.models import Member
from engagement.recognition.reconcile import Difference

from .actions import BATCH, back_fill
from .bodies import bodies
from .models import Profile


def differences() -> Iterator[Difference]:
    """Every profile that does not say what rows and facts say, one difference for each part."""
    ids = list(Member.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True))
    for i in range(0, len(ids), BATCH):
        wanted = bodies(ids[i : i + BATCH])
        stored = dict(Profile.objects.filter(member_id__in=list(wanted)).values_list("member_id", "body"))
        for pk, body in wanted.items():
            has = stored.get(pk, {})
            for part in sorted({*has, *body}):
                if has.get(part) != body.get(part):
                    yield Difference(f"profile {part}", pk, has.get(part), body.get(part))


def fix(member_ids: set[int] | None = None) -> None:
    back_fill(member_ids)
