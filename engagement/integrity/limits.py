"""From which score on a person looks, and from which an invitation pauses; moved by how strict the brand is."""

from django.conf import settings

SHIFT = {"relaxed": 15, "moderate": 0, "strict": -15}


def hold_from() -> int:
    return 40 + SHIFT[settings.FRAUD_CHECKS]


def pause_from() -> int:
    return 70 + SHIFT[settings.FRAUD_CHECKS]
