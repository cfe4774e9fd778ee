from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "engagement.credit"
    label = "credit"
