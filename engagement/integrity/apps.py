from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "engagement.integrity"
    label = "integrity"
