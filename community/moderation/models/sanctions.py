from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from .decisions import Decision


class Sanction(models.Model):
    """A warning, or a suspension with its end: what a decision about a member means from then on."""

    class Kind(models.TextChoices):
        WARNING = "warning", _("warning")
        SUSPENSION = "suspension", _("suspension")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=20)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="sanction")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when it was lifted, or its time was over")

    class Meta:
        indexes = [
            models.Index(fields=["member", "-since"], name="sanction_of_member"),
            models.Index(fields=["until"], name="sanction_ends", condition=Q(ended_at=None, until__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="suspension_has_an_end", condition=Q(kind="warning", until=None) | Q(kind="suspension", until__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["member"], name="one_suspension_at_once", condition=Q(kind="suspension", ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.member_id}"
