"""Who is in the team, stored and true: `is_staff` against the staff groups."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef

from . import actions
from .models import STAFF_GROUPS, Member

Difference = tuple[str, str, Any, Any]  # (what, of whom, stored, should be)


def differences(*, fix: bool = False) -> Iterator[Difference]:
    """Members whose `is_staff` is not what their groups say; put right on the way when `fix`."""
    in_team = Exists(Group.objects.filter(user=OuterRef("pk"), name__in=STAFF_GROUPS))
    told = Member.objects.alias(in_team=in_team)
    for wrong in (told.filter(in_team=True, is_staff=False), told.filter(in_team=False, is_staff=True)):
        for member in list(wrong.order_by("pk")):
            yield "is_staff", member.handle, member.is_staff, not member.is_staff
            if fix:
                actions.note_groups([member.pk])
