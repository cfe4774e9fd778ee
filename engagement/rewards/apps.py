from django.apps import AppConfig


class RewardsConfig(AppConfig):
    name = "engagement.rewards"
    label = "rewards"
