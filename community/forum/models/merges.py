from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from .questions import Question


class Merge(models.Model):
    """A question was asked before: what went from it to the other one, so that the two can be parted again."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", db_index=False)
    into = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict, help_text="ids of answers, Me too, follows and older merges; what was made for it")
    at = models.DateTimeField(default=now)
    parted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question"], name="one_merge_at_once", condition=Q(parted_at=None)),
            models.CheckConstraint(name="merged_into_another_question", condition=~Q(question=models.F("into"))),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} into {self.into_id}"
