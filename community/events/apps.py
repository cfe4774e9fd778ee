from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "community.events"
    label = "events"
    verbose_name = "Facts"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers the system check for missing guards

        autodiscover_modules("events", "reactions", "clocks")
