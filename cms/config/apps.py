from django.apps import AppConfig
from django.core import checks


class ConfigConfig(AppConfig):
    name = "cms.config"
    label = "querencia"

    def ready(self) -> None:
        from .checks import one_process_without_redis

        checks.register(one_process_without_redis)
