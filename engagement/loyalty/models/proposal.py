from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    """Two who may be one person known twice. Somebody of the team decides; what was declined is not proposed again."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("they are one")
        DECLINED = "declined", _("they are two")

    class Reason(models.TextChoices):
        HOUSEHOLD = "household", _("Two people of one household")
        SHARED = "shared", _("An address or a number that several people use")
        MISTAKE = "mistake", _("A slip of the pen in the other system")
        UNSURE = "unsure", _("It cannot be told")

    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="who has no account"
    )
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signs = models.JSONField(default=list, help_text="codes of alike.SIGNS")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    found_at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(fields=["other", "member"], name="one_proposal_a_pair"),
            models.CheckConstraint(name="two_are_proposed", condition=~Q(other=F("member"))),
            models.CheckConstraint(name="a_no_has_a_reason", condition=~Q(state="declined") | ~Q(reason="")),
        ]
        indexes = [models.Index(fields=["found_at"], name="proposal_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
