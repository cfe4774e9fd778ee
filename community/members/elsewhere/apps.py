from django.apps import AppConfig


class ElsewhereConfig(AppConfig):
    name = "community.members.elsewhere"
    label = "elsewhere"
    verbose_name = "Accounts elsewhere"
