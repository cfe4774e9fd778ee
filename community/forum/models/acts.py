from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from .answers import Answer
from .questions import Question


class Mark(models.Model):
    """ "This helped me": one member, one answer. Withdrawn marks keep their row, so that a second press finds it."""

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("Solved it")
        PARTLY = "partly", _("Partly")
        CLEARER = "clearer", _("Understood it better")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="marks")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="marks")
    at = models.DateTimeField(default=now, help_text="when it was last pressed")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("What did it change for you?"), max_length=600, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    is_public = models.BooleanField(default=False)
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "answer"], name="one_mark_per_member_and_answer")]
        indexes = [
            models.Index(fields=["answer", "-noted_at"], name="mark_notes", condition=Q(withdrawn_at=None, is_public=True)),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} marked {self.answer_id}"


class Doubt(models.Model):
    """Private word that an answer didn't work or is out of date: counts for order, never shown as a number."""

    class Kind(models.TextChoices):
        DIDNT_WORK = "didnt_work", _("Didn't work for me")
        OUTDATED = "outdated", _("Out of date")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="doubts")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="doubts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=300, blank=True)
    version = models.CharField(_("product version"), max_length=60, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "answer", "kind"], name="one_doubt_per_kind")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.answer_id}"


class MeToo(models.Model):
    """ "I have this question too": one member, one question."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="me_toos")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="me_toos")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "question"], name="one_me_too")]

    def __str__(self) -> str:
        return f"{self.member_id} too {self.question_id}"


class Follow(models.Model):
    """A member wants to hear of new answers to a question. Their own affair: nobody else sees or counts it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="follows")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="follows")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "question"], name="one_follow")]

    def __str__(self) -> str:
        return f"{self.member_id} follows {self.question_id}"


class Helped(models.Model):
    """One member was helped by another: accepted, marked or thanked an answer of theirs. One pair, counted once for ever.

    `ended_at` is set when nothing stands behind the pair any more (un-accepted, withdrawn, hidden) and cleared when
    something does again.
    """

    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="helped_rows")
    helped = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="helped_by_rows")
    since = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["helper", "helped"], name="one_pair"),
            models.CheckConstraint(condition=~Q(helper=models.F("helped")), name="nobody_helps_themselves"),
        ]
        indexes = [
            models.Index(fields=["helper", "since"], name="helped_since", condition=Q(ended_at=None)),
            models.Index(fields=["since", "helper"], name="helped_lately", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.helper_id} helped {self.helped_id}"
