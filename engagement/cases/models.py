import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from community.forum.models import Answer, Question

from .rules import HIGH, LAST_STEP, LIKELY, LOW, NORMAL, SCORES


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Any) -> "CaseQuerySet":
        """A member's own, also those of who became them; the team sees all."""
        if getattr(viewer, "on_duty", False):
            return self.all()
        return self.filter(Q(member_id=viewer.pk or 0) | Q(member__merged_into=viewer.pk or 0))

    def of(self, member: Any) -> "CaseQuerySet":
        return self.filter(Q(member=member) | Q(member__merged_into=member))

    def still_open(self) -> "CaseQuerySet":
        return self.filter(state=Case.State.OPEN)


class Case(models.Model):
    """Something a named person of the brand must resolve by a time, with an outcome the member sees."""

    class Kind(models.TextChoices):
        TEXT = "text", _("a question or an answer")
        MESSAGE = "message", _("a message to us")
        SURVEY = "survey", _("an answer to a survey")
        HAND = "hand", _("opened by the team")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    class Severity(models.IntegerChoices):
        LOW = LOW, _("can wait")
        NORMAL = NORMAL, _("normal")
        HIGH = HIGH, _("urgent")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="where an answer to it is the text"
    )
    summary = models.CharField(_("what it is about"), max_length=300, help_text=_("The member reads it."))
    severity = models.PositiveSmallIntegerField(_("how urgent"), choices=Severity.choices, default=NORMAL)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    step = models.PositiveSmallIntegerField(default=0, help_text="of the ladder: rules.LAST_STEP")
    opened_at = models.DateTimeField(default=now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True, help_text="while it is open")
    outcome = models.CharField(_("what came of it"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    in_time = models.BooleanField(null=True, blank=True, help_text="whether the last answer came before it was due")
    ask_back_at = models.DateTimeField(null=True, blank=True, help_text="when the member is asked whether it worked")
    worked = models.BooleanField(null=True, blank=True, help_text="what the member said")

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_open_case_is_due", condition=~Q(state="open") | Q(due_at__isnull=False)),
            models.CheckConstraint(name="an_answered_case_says_what", condition=Q(state="open") | ~Q(outcome="")),
            models.CheckConstraint(name="case_step", condition=Q(step__lte=LAST_STEP)),
            models.UniqueConstraint(
                fields=["question", "member"], condition=Q(state="open", question__isnull=False), name="one_open_case_a_text"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="case_due", condition=Q(state="open")),
            models.Index(fields=["ask_back_at"], name="case_ask_back", condition=Q(ask_back_at__isnull=False)),
            models.Index(fields=["member", "-opened_at"], name="case_newest"),
        ]

    def __str__(self) -> str:
        return self.summary

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.public_id])

    @property
    def text_url(self) -> str:
        """Where what was written stands; "" for what was said elsewhere."""
        text = self.answer or self.question
        return text.get_absolute_url() if text else ""

    @property
    def is_open(self) -> bool:
        return self.state == Case.State.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at is not None and self.due_at < now()


class Survey(models.Model):
    """One short question to one member: how did it go, or would they recommend us? One of either, at most once in thirty days."""

    class Kind(models.TextChoices):
        WENT = "went", _("how it went")
        RECOMMEND = "recommend", _("whether they would recommend us")

    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.WENT)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="surveys")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.CharField(max_length=600, blank=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="survey")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "question"], name="one_survey_a_question"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(kind="recommend", asked_at=None), name="one_recommendation_to_ask_for"
            ),
            models.CheckConstraint(
                name="survey_score",
                condition=Q(score=None)
                | Q(kind="went", score__gte=SCORES[0], score__lte=SCORES[-1])
                | Q(kind="recommend", score__lte=LIKELY[-1]),
            ),
            models.CheckConstraint(
                name="survey_is_about",
                condition=Q(kind="went", question__isnull=False) | Q(kind="recommend", question=None),
            ),
            models.CheckConstraint(name="survey_asked_first", condition=Q(answered_at=None) | Q(asked_at__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["planned_at"], name="survey_planned", condition=Q(asked_at=None)),
            models.Index(fields=["answered_at"], name="survey_recommended", condition=Q(kind="recommend", score__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"survey {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("survey", args=[self.pk])

    @property
    def recommends(self) -> bool:
        return self.kind == Survey.Kind.RECOMMEND

    @property
    def scores(self) -> tuple[int, ...]:
        return LIKELY if self.recommends else SCORES
