from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from community.events.guards import append_only
from community.forum.models import Question


class Act(models.TextChoices):
    KEEP = "keep", _("kept")
    HIDE = "hide", _("hidden")
    RESTORE = "restore", _("restored")
    APPROVE = "approve", _("approved")
    REFUSE = "refuse", _("refused")
    HOLD = "hold", _("held again")
    CLOSE = "close", _("closed")
    REOPEN = "reopen", _("opened again")
    DUPLICATE = "duplicate", _("joined with another question")
    PART = "part", _("parted from the other question again")
    MOVE = "move", _("moved")
    EDIT = "edit", _("edited")
    REVERT = "revert", _("put back as it was")
    WARN = "warn", _("warned")
    SUSPEND = "suspend", _("suspended")
    LIFT = "lift", _("lifted")
    LOOK_AGAIN = "look_again", _("put back into the queue")
    UPHOLD = "uphold", _("upheld after an appeal")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, viewer: Any) -> "DecisionQuerySet":
        """Those about one's own texts and account, but that a report came to nothing; all for who moderates."""
        if getattr(viewer, "moderates", False):
            return self.all()
        return self.filter(member_id=viewer.pk).exclude(act__in=[Act.KEEP, Act.LOOK_AGAIN]) if viewer.pk else self.none()


@append_only
class Decision(models.Model):
    """What a person of the team did to a text or a member, and why. Written once: the list of them is the audit.

    What is taken back has a second row that names the first. Words for the member stand beside, in Said.
    """

    act = models.CharField(max_length=12, choices=Act.choices)
    kind = models.CharField(max_length=10, blank=True, help_text="question, answer or comment; '' for the member themselves")
    text_id = models.BigIntegerField(null=True, blank=True)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, null=True, blank=True,
        help_text="empty when its time was over",
    )  # fmt: skip
    reason = models.CharField(max_length=20, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    after_appeal = models.BooleanField(default=False)
    details = models.JSONField(default=dict, blank=True, help_text="ids that taking it back needs; no words")
    at = models.DateTimeField(default=now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="decision_newest"),
            models.Index(fields=["member", "-at", "-id"], name="decision_of_member"),
            models.Index(fields=["by", "-at", "-id"], name="decision_by"),
            models.Index(fields=["act", "-at", "-id"], name="decision_act"),
            models.Index(fields=["kind", "text_id", "-id"], name="decision_text", condition=Q(text_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.kind} {self.text_id or self.member_id}"

    @property
    def is_undone(self) -> bool:
        return hasattr(self, "undone_by")


class Said(models.Model):
    """What the team wrote to the member with a decision. Beside it, because words can be forgotten and decisions not."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, primary_key=True, related_name="said")
    words = models.TextField(max_length=1000)

    class Meta:
        verbose_name_plural = "said"

    def __str__(self) -> str:
        return f"with decision {self.pk}"
