from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "engagement.connections"
    label = "connections"

    def ready(self) -> None:
        from community.events import worker

        from . import sending

        worker.beside(sending.loop)
