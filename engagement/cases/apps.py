from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "engagement.cases"
    label = "cases"
