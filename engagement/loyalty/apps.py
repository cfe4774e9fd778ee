from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    name = "engagement.loyalty"
    label = "loyalty"
