"""Everything that is done to a member. The only writes to this room's tables."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from community import clock
from community.events.door import emit

from .events import MemberJoined
from .models import OWNERS, STAFF_GROUPS, Member


@transaction.atomic
def create_member(
    *,
    name: str = "",
    email: str | None = None,
    handle: str = "",
    password: str | None = None,
    language: str = "en",
    joined_at: datetime | None = None,
) -> Member:
    """A person who can sign in. `handle` is made from the name when not given. Emits MemberJoined."""
    handle = handle or name.lower().replace(" ", "-")
    moment = joined_at or clock.now()
    member = Member(
        name=name, email=email, handle=handle, handle_key=handle, language=language, joined_at=moment, claimed_at=moment
    )
    member.set_password(password)
    member.save(force_insert=True)
    emit(MemberJoined(subject_id=member.pk, actor_id=member.pk, object_id=member.pk, language=language))
    return member


def create_owner(*, email: str, password: str | None = None, **fields: Any) -> Member:
    member = create_member(email=email, password=password, name=fields.get("name", ""))
    Member.objects.filter(pk=member.pk).update(is_superuser=True)
    set_groups(member, [OWNERS], by=None)
    member.refresh_from_db()
    return member


@transaction.atomic
def set_groups(member: Member, names: Iterable[str], *, by: Member | None) -> None:
    """Put a member into exactly these staff groups; `is_staff` follows."""
    groups = [Group.objects.get_or_create(name=name)[0] for name in names]
    member.groups.set(groups)
    member.is_staff = any(group.name in STAFF_GROUPS for group in groups)
    member.save(update_fields=["is_staff"])


def set_flair(member_id: int, flair: dict[str, Any]) -> None:
    """What recognition shows on author chips: {"level": 2, "level_name": str, "badges": [...], "share": 0-100}."""
    Member.objects.filter(pk=member_id).update(flair=flair)


def set_people_helped(member_id: int, count: int) -> None:
    """How many distinct members this one has helped; the forum counts, this room keeps the number."""
    Member.objects.filter(pk=member_id).exclude(people_helped=count).update(people_helped=count)


def set_unnamed_marks(member_id: int, count: int) -> None:
    """How many imported marks without a name stand beside the people helped."""
    Member.objects.filter(pk=member_id).exclude(unnamed_marks=count).update(unnamed_marks=count)
