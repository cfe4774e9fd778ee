from django.conf import settings
from django.db import models
from django.utils.timezone import now


class Profile(models.Model):
    """A member's loyalty profile as it is handed out: versioned, remade from rows, never edited.

    `body` is schema version `rules.SCHEMA`; `version` grows by one whenever the body changes; `as_of_event` is the
    fact after which it was made.
    """

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="loyalty_profile")
    version = models.PositiveIntegerField(default=0)
    body = models.JSONField(default=dict)
    as_of_event = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"version {self.version} of {self.member_id}"
