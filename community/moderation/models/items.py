import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from community import clock
from community.forum.models import Answer, Comment, Question, Text

from ..rules import TAKEN_FOR
from .decisions import Decision

KINDS: dict[str, Any] = {"question": Question, "answer": Answer, "comment": Comment}
CALLED = [("question", _("question")), ("answer", _("answer")), ("comment", _("comment"))]


def kind_of(text: Text) -> str:
    return text._meta.model_name or ""


ABOVE = {"question": (), "answer": ("question",), "comment": ("question", "answer")}


def texts_of(kind: str) -> Any:
    """All of a kind, whoever asks, with their authors and what they stand under."""
    return KINDS[kind].objects.select_related("author", *ABOVE[kind])


def text_of(kind: str, pk: int) -> Any:
    """The question, answer or comment with its author and its question, whoever asks; None where there is none."""
    return texts_of(kind).filter(pk=pk).first() if kind in KINDS else None


class ItemQuerySet(models.QuerySet["Item"]):
    def waiting(self) -> "ItemQuerySet":
        """What a person has to look at, the gravest first and of those the oldest."""
        return self.filter(decided_at=None).order_by("-urgency", "opened_at", "pk")

    def behind(self, item: "Item") -> "ItemQuerySet":
        """What came later than this one, or in the same moment with a higher number: among those as urgent as it."""
        later = Q(opened_at__gt=item.opened_at) | Q(opened_at=item.opened_at, pk__gt=item.pk)
        return self.filter(later, opened_at__gte=item.opened_at)  # the second is for the index

    def done(self) -> "ItemQuerySet":
        return self.filter(decided_at__isnull=False).order_by("-decided_at", "-pk")


class Item(models.Model):
    """A text that a person of the team must look at: one row for a text, however many report it and however often."""

    kind = models.CharField(max_length=10, choices=CALLED)
    text_id = models.BigIntegerField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", help_text="on whose page it stands")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, blank=True, help_text="the gravest one given; '' where only words hold it")
    urgency = models.PositiveSmallIntegerField(default=1)
    reports_count = models.PositiveIntegerField(default=0, help_text="reports that nobody has decided yet")
    is_held = models.BooleanField(default=False, help_text="nobody sees the text until somebody approves it")
    marks = models.JSONField(default=list, blank=True, help_text="the words in it that hold it")
    opened_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True, help_text="when a colleague began to look at it")

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "text_id"], name="one_item_a_text")]
        indexes = [
            models.Index(F("urgency").desc(), "opened_at", "id", name="item_waiting", condition=Q(decided_at=None)),
            models.Index(fields=["-decided_at", "-id"], name="item_done", condition=Q(decided_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.text_id}"

    @property
    def is_taken(self) -> bool:
        """Whether a colleague's name stands at it."""
        return self.taken_by is not None and self.taken_at is not None and clock.now() - self.taken_at < TAKEN_FOR


class Report(models.Model):
    """Somebody says that a text should be looked at. Who it was is told to nobody but the team.

    `member` is empty for people without an account: they report illegal content only, with a name and an address that
    they may leave out, and read with `key` what became of it.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reports")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=20)
    words = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField(default=now)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="when somebody showed that the address is theirs")
    receipt_at = models.DateTimeField(null=True, blank=True, help_text="when the mail server took the receipt")
    outcome_at = models.DateTimeField(null=True, blank=True, help_text="when the mail server took the outcome")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    was_right = models.BooleanField(null=True, blank=True, help_text="whether the team acted on it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"], name="one_open_report_a_member", condition=Q(decision=None, member__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["member", "-at"], name="report_of_member", condition=Q(member__isnull=False))]

    def __str__(self) -> str:
        return f"report {self.pk} of {self.item_id}"
