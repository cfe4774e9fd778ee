"""What loyalty profiles say against what they should say; putting it right is the back-fill."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from community.forum import actions as forum
from community.forum.models import Answer
from community.members.models import Member
from engagement.recognition.reconcile import Difference, named

from .actions import BATCH, back_fill
from .bodies import bodies
from .models import Owned, Profile


def differences(*, fix: bool = False) -> Iterator[Difference]:
    """Every profile that does not say what rows and facts say, one difference for each part."""
    yield from _said(fix)
    ids = list(Member.objects.filter(merged_into=None, erased_at=None).order_by("pk").values_list("pk", flat=True))
    for i in range(0, len(ids), BATCH):
        wanted = bodies(ids[i : i + BATCH])
        stored = dict(Profile.objects.filter(member_id__in=list(wanted)).values_list("member_id", "body"))
        differ = {pk for pk, body in wanted.items() if stored.get(pk, {}) != body}
        if differ and fix:
            back_fill(differ)
        for pk in sorted(differ):
            yield from _parts(pk, stored.get(pk, {}), wanted[pk])


def _said(fix: bool) -> Iterator[Difference]:
    """Answers that say their author owns what they do not."""
    theirs = Owned.objects.standing().filter(member=OuterRef("author"), product=OuterRef("owns"))
    untrue = Answer.objects.filter(~Exists(theirs), owns__isnull=False).order_by("pk")
    for answer_id, author_id, product_id in list(untrue.values_list("pk", "author_id", "owns_id")):
        yield Difference("answer says owned", str(answer_id), product_id, None)
        if fix:
            forum.forget_owned(author_id, product_id=product_id)


def _parts(member_id: int, has: dict[str, Any], should: dict[str, Any]) -> Iterator[Difference]:
    for part in sorted({*has, *should}):
        if has.get(part) != should.get(part):
            yield Difference(f"profile {part}", named(member_id), has.get(part), should.get(part))
