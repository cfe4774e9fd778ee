from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "cms.config"
    label = "querencia"
