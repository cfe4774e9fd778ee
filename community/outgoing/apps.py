from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    name = "community.outgoing"
    label = "outgoing"
