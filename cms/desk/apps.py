from typing import Any

from django.apps import AppConfig
from django.db.models.signals import m2m_changed
from wagtail.users.apps import WagtailUsersAppConfig


class DeskConfig(AppConfig):
    name = "cms.desk"
    label = "desk"
    default = True

    def ready(self) -> None:
        from community.frame import identity, theme
        from community.members.models import Member

        from . import frame
        from .brand import choice, identity_now

        frame.stand_in()
        theme.chosen_by(choice)
        identity.chosen_by(identity_now)
        m2m_changed.connect(note_groups, sender=Member.groups.through)


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users screen with our own views: the team only."""

    user_viewset = "cms.desk.team.TeamViewSet"


def note_groups(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    """Wagtail's screens change groups behind our back; `is_staff` follows through the one action that keeps it."""
    from community.members import actions

    members: set[int]
    if not reverse:
        members = {instance.pk}
    elif action == "pre_clear":
        instance.members_before = set(instance.user_set.values_list("pk", flat=True))
        return
    else:
        members = pk_set or instance.__dict__.get("members_before", set())
    if action in ("post_add", "post_remove", "post_clear"):
        actions.note_groups(members)
