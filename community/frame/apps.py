from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "community.frame"
    label = "frame"
