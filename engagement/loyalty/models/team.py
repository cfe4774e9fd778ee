from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
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


class KeeperQuerySet(models.QuerySet["Keeper"]):
    def of(self, member: Any) -> "KeeperQuerySet":
        """Who was, and is, there for the member, the last one first."""
        rows = self.filter(Q(member=member) | Q(member__merged_into=member)).select_related("person", "by")
        return rows.order_by("-since", "-pk")

    def now_of(self, member: Any) -> "Keeper | None":
        """Whoever is there now. Somebody who left the team is there for nobody."""
        row = self.of(member).filter(until=None).first()
        return row if row is not None and row.person.is_team and row.person.is_active else None


class Keeper(models.Model):
    """Somebody of the team who is there for a member, from when to when, and what they were told when it became them."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="keepers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    objects = KeeperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(until=None), name="one_keeper_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.member_id}"
