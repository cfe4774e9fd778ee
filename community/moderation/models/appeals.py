from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from .decisions import Decision


class Appeal(models.Model):
    """A member asks somebody else to look at a decision again: once for each."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField(default=now)
    answer = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="appeal_waiting", condition=Q(answer=None))]

    def __str__(self) -> str:
        return f"of decision {self.decision_id}"
