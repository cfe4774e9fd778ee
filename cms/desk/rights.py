"""Rights that are a room's own policy and no permission in the database: Wagtail asks the same function as our actions."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from community.members.models import Member
from community.verdict import Verdict


class ByPolicy(BasePermissionPolicy):
    """Everything but deleting, for whom `may` says yes to; `deletes`: that as well."""

    def __init__(self, model: Any, may: Callable[[Any], Verdict], *, deletes: bool = False) -> None:
        super().__init__(model)
        self._may, self._deletes = may, deletes

    def user_has_permission(self, user: Any, action: str) -> bool:
        return (self._deletes or action != "delete") and bool(self._may(user))

    def users_with_any_permission(self, actions: Any) -> QuerySet[Member]:
        team = Member.objects.filter(is_active=True).filter(is_staff=True)
        return Member.objects.filter(pk__in=[member.pk for member in team if self._may(member)])
