from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "engagement.referrals"
    label = "referrals"
