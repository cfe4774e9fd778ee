import uuid

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from .guards import append_only

HERE = "here"  # the source of facts born on this site


def new_source_id() -> str:
    return uuid.uuid4().hex


@append_only
class Event(models.Model):
    """One fact that happened. Written once, never changed: history, outbox and audit in one place.

    What rules count on has a column of its own; the rest of a fact's typed values are in `extras`.
    Ids of questions, categories and products are plain numbers: this room lies below the forum.
    """

    name = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="facts", db_index=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    object_kind = models.CharField(max_length=30, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    question_id = models.BigIntegerField(null=True, blank=True)
    category_id = models.BigIntegerField(null=True, blank=True)
    product_id = models.BigIntegerField(null=True, blank=True)
    language = models.CharField(max_length=12, blank=True)
    by_staff = models.BooleanField(default=False, help_text="the subject was in a staff group when this happened")
    occurred_at = models.DateTimeField(default=now)
    recorded_at = models.DateTimeField(default=now)
    source = models.CharField(max_length=100, default=HERE)
    source_id = models.CharField(max_length=200, default=new_source_id)
    reverses_source = models.CharField(max_length=100, blank=True)
    reverses_source_id = models.CharField(max_length=200, blank=True)
    silent = models.BooleanField(default=False)
    extras = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="one_event_per_source_id")]
        indexes = [
            models.Index(fields=["name", "occurred_at"], name="event_name_at"),
            models.Index(fields=["subject", "name", "occurred_at"], name="event_subject_name_at"),
            models.Index(fields=["actor", "name"], name="event_actor_name"),
            models.Index(fields=["object_kind", "object_id", "name"], name="event_object_name"),
            models.Index(
                fields=["reverses_source", "reverses_source_id"],
                name="event_reverses",
                condition=~models.Q(reverses_source_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Due(models.Model):
    """A reaction still owed to an event. The row is the work: gone when done, later when it failed, `at` NULL when parked."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="due")
    reaction = models.CharField(max_length=160)
    at = models.DateTimeField(null=True, default=now)
    lease = models.CharField(max_length=32, blank=True, help_text="who works on it now; '' when nobody does")
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "reaction"], name="one_due_per_event_and_reaction")]
        indexes = [models.Index(fields=["at", "id"], name="due_at", condition=models.Q(at__isnull=False))]
        verbose_name_plural = "due"

    def __str__(self) -> str:
        return f"{self.reaction} for event {self.event_id}"


class Job(models.Model):
    """When what the clock asks for is due next; one row for each function of a `clocks.py`, made when a worker first sees it."""

    name = models.CharField(max_length=160, unique=True)
    at = models.DateTimeField(default=now)
    lease = models.CharField(max_length=32, blank=True, help_text="who does it now; '' when nobody does")
    ran_at = models.DateTimeField(null=True, blank=True, help_text="when it last came to its end")
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
