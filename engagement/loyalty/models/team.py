from django.conf import settings
from django.db import models
from django.utils.timezone import now

from .contacts import Contact


class Thanks(models.Model):
    """A person of the team thanked a member by name, in their own words. It counts towards nothing: that is its point."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="team_thanks", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=300)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "thanks"
        indexes = [
            models.Index(fields=["member", "-at", "-id"], name="thanks_newest"),
            models.Index(fields=["by", "at"], name="thanks_budget"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} to {self.member_id}"


class HandOver(models.Model):
    """A next step somebody had promised a member went to somebody else of the team, and what they were told with it."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="hand_overs")
    before = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"contact {self.contact_id}: {self.before_id} to {self.after_id}"
