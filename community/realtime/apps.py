from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RealtimeConfig(AppConfig):
    name = "community.realtime"
    label = "realtime"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers the system check for more than one process

        autodiscover_modules("topics")
