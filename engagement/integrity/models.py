from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from . import rules


class Subject(NamedTuple):
    """What is weighed, named as facts name their object: this room lies below those that ask it."""

    kind: str
    id: int


class NetworkKey(models.Model):
    """The secret of one week, under which networks are written down. Gone with the traces it made."""

    week = models.DateField(unique=True, help_text="its Monday")
    secret = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"week of {self.week}"


class Trace(models.Model):
    """Somebody signed in or up: from which network, as a keyed hash that nobody can turn back, and with what family of browser.

    `network_before` is the same under last week's key, so that a Sunday and a Monday can be compared.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    network = models.CharField(max_length=32)
    network_before = models.CharField(max_length=32, blank=True)
    browser = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["member", "-at"], name="trace_newest")]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.at:%Y-%m-%d}"

    def near(self, other: "Trace") -> bool:
        """The same network within a day."""
        same = {self.network, self.network_before} & {other.network, other.network_before} - {""}
        return bool(same) and abs(self.at - other.at) <= rules.NEAR


class Sign(models.Model):
    """Something that speaks for one person behind two accounts. Once for each subject and kind."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=20)
    points = models.PositiveSmallIntegerField(help_text="what it added when it was seen")
    seen_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "name"], name="one_sign_per_subject_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.subject_kind} {self.subject_id}"

    @property
    def words(self) -> str:
        return str(rules.KINDS[self.name].words)


class Decision(models.Model):
    """A person said whether something is fair. At most two for a subject: the decision, and the one after an appeal."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    of_appeal = models.BooleanField(default=False)
    fair = models.BooleanField()
    reason = models.CharField(max_length=20, choices=[(rules.APPROVED, _("fair")), *rules.REFUSALS.items()])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "of_appeal"], name="one_decision_and_one_of_appeal"),
            models.CheckConstraint(
                name="fair_has_no_refusal",
                condition=Q(fair=True, reason=rules.APPROVED) | Q(fair=False) & ~Q(reason=rules.APPROVED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.reason}"


class Appeal(models.Model):
    """A member asks for another look at a refusal. Once for each."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_appeal_per_subject")]

    def __str__(self) -> str:
        return f"of {self.subject_kind} {self.subject_id}"
