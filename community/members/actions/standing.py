"""What a member is in the house: the team they are in, and what other rooms found out about them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from community.frame.actions import note_change
from community.verdict import require

from .. import policy
from ..models import STAFF_GROUPS, Member


@transaction.atomic
def set_groups(member: Member, names: Iterable[str], *, by: Member | None) -> None:
    """Put a member into exactly these staff groups; `is_staff` follows. `by` is None for the system itself."""
    if by is not None:
        require(policy.can_set_groups(by))
    groups = [Group.objects.get_or_create(name=name)[0] for name in names]
    member.groups.set(groups)
    note_groups([member.pk])
    member.refresh_from_db(fields=["is_staff"])
    member.__dict__.pop("group_names", None)


def note_groups(member_ids: Iterable[int]) -> None:
    """Make `is_staff` say what the groups say, whoever changed them."""
    in_team = Exists(Group.objects.filter(user=OuterRef("pk"), name__in=STAFF_GROUPS))
    ids = list(member_ids)
    people = Member.objects.filter(pk__in=ids)
    people.filter(in_team, is_staff=False).update(is_staff=True)
    people.filter(~in_team, is_staff=True).update(is_staff=False)
    note_change(*(f"member:{pk}" for pk in ids))


def set_flair(member_id: int, flair: dict[str, Any]) -> None:
    """What recognition shows on author chips: {"level": 2, "level_name": str, "badges": [...], "share": 0-100}."""
    Member.objects.filter(pk=member_id).update(flair=flair)
    note_change(f"member:{member_id}")


def set_people_helped(member_id: int, count: int) -> None:
    """How many distinct members this one has helped; the forum counts, this room keeps the number."""
    if Member.objects.filter(pk=member_id).exclude(people_helped=count).update(people_helped=count):
        note_change(f"member:{member_id}")


def set_unnamed_marks(member_id: int, count: int) -> None:
    """How many imported marks without a name stand beside the people helped."""
    Member.objects.filter(pk=member_id).exclude(unnamed_marks=count).update(unnamed_marks=count)


def add_unnamed_marks(member: Member, *, of: Member) -> None:
    """Marks without a name that came with somebody who turned out to be this member."""
    if of.unnamed_marks and Member.objects.filter(pk=of.pk, unnamed_marks=of.unnamed_marks).update(unnamed_marks=0):
        until = max(filter(None, (member.unnamed_marks_until, of.unnamed_marks_until)), default=None)
        Member.objects.filter(pk=member.pk).update(unnamed_marks=F("unnamed_marks") + of.unnamed_marks, unnamed_marks_until=until)
