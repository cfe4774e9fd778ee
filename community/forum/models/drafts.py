from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from .questions import Question


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, viewer: Any) -> Self:
        """Its owner alone: what is not sent is nobody else's, not even the team's."""
        return self.filter(member_id=viewer.pk) if viewer.is_authenticated else self.none()


class Draft(models.Model):
    """What a member is writing in one place and has not sent. `writer` names the form that wrote it last."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=40, help_text='"ask", "question:7" for its answer, "edit:answer:7"')
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    words = models.JSONField(help_text="what stands in the form's fields, by name")
    writer = models.UUIDField()
    saved_at = models.DateTimeField(default=now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "place"], name="one_draft_per_member_and_place")]
        indexes = [models.Index(fields=["member", "-saved_at"], name="drafts_of_member")]

    def __str__(self) -> str:
        return f"draft of {self.member_id} for {self.place}"
