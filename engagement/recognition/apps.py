from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "engagement.recognition"
    label = "recognition"
