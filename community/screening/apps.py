from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "community.screening"
    label = "screening"
    verbose_name = "Screening"
