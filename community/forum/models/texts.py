from typing import Any

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

PUBLIC, PRIVATE = "public", "private"


class State(models.TextChoices):
    PUBLISHED = "published", _("published")
    HELD = "held", _("waiting for a check")
    HIDDEN = "hidden", _("hidden by the team")
    DELETED = "deleted", _("deleted by its author")
    MERGED = "merged", _("merged")


class Text(models.Model):
    """What questions, answers and comments have in common: who wrote what, when, and whether it stands.

    `body` is Markdown as written, `html` its rendering by version `renderer` of community.text.
    `written_at` is when it was sent, `published_at` when others could read it. `ups` and `downs` are marks without
    a name from an import: they count for order and score, never for people helped or standing.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="%(class)ss")
    by_staff = models.BooleanField(default=False, help_text="the author was in a staff group when writing")
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)
    renderer = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=12, blank=True)
    visibility = models.CharField(max_length=10, default=PUBLIC, choices=[(PUBLIC, _("public")), (PRIVATE, _("private"))])
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    state_reason = models.CharField(max_length=40, blank=True, help_text="a reason of rules.HIDE_REASONS")
    state_note = models.CharField(max_length=300, blank=True, help_text="words for the author")
    team_note = models.CharField(max_length=300, blank=True, help_text="why the team changed the words, for everybody")
    state_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(default=now)
    published_at = models.DateTimeField(default=now)
    last_activity_at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True, blank=True)
    edits = models.PositiveSmallIntegerField(default=0)
    submission = models.UUIDField(
        null=True, blank=True, unique=True, help_text="the form it came from: sent twice, it is one text"
    )
    pictures = models.ManyToManyField("forum.Picture", blank=True, related_name="%(class)ss")
    ups = models.PositiveIntegerField(default=0)
    downs = models.PositiveIntegerField(default=0)
    rank = models.FloatField(default=0.0, help_text="stored order, recomputed on each act: rules.rank_of")

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    def is_by(self, viewer: Any) -> bool:
        return viewer is not None and viewer.pk is not None and self.author_id == viewer.pk


class Revision(models.Model):
    """A text as it was before an edit."""

    question = models.ForeignKey("forum.Question", on_delete=models.CASCADE, null=True, blank=True, related_name="revisions")
    answer = models.ForeignKey("forum.Answer", on_delete=models.CASCADE, null=True, blank=True, related_name="revisions")
    comment = models.ForeignKey("forum.Comment", on_delete=models.CASCADE, null=True, blank=True, related_name="revisions")
    title = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="revision_of_one_text",
                condition=models.Q(question__isnull=False, answer=None, comment=None)
                | models.Q(question=None, answer__isnull=False, comment=None)
                | models.Q(question=None, answer=None, comment__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"revision of {self.at:%Y-%m-%d}"
