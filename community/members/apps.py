from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MembersConfig(AppConfig):
    name = "community.members"
    label = "members"
    verbose_name = "Members"

    def ready(self) -> None:
        from . import actions, checks, models  # noqa: F401 - registers the check of the team's second factor

        models.MemberManager.create_superuser = staticmethod(actions.create_owner)
        autodiscover_modules("panels")
