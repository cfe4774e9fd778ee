from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from community.events.models import Event

from .endpoint import Endpoint


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Arrived")
    FAILED = "failed", _("Given up")
    WITHHELD = "withheld", _("Not sent: the person does not allow it")
    COVERED = "covered", _("Told with a later one")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, moment: datetime | None = None) -> "DeliveryQuerySet":
        """What may leave now, as far as its endpoint lets it; what another worker holds comes back when its lease is over."""
        return self.filter(state=State.WAITING, at__lte=moment or now()).order_by("at", "pk")

    def of_profile(self, subject_id: int) -> "DeliveryQuerySet":
        return self.filter(event__name="profile.changed", event__subject=subject_id)


class Delivery(models.Model):
    """One fact for one endpoint. The row is the work and the log: it says when it leaves next, and what was answered last."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField(
        _("next try"), default=now, help_text="while it waits: when it is due; while it is held: until when"
    )
    lease = models.CharField(max_length=32, blank=True, help_text="who holds it now; '' when nobody does")
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    status = models.PositiveSmallIntegerField(_("last answer"), null=True, blank=True, help_text="HTTP status; NULL: none came")
    answer = models.CharField(max_length=300, blank=True, help_text="how the last answer begins, or why there was none")
    made_at = models.DateTimeField(default=now)
    told_at = models.DateTimeField(_("arrived"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="one_delivery_per_fact_and_endpoint")]
        indexes = [
            models.Index(fields=["endpoint", "at", "id"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["endpoint", "-id"], name="delivery_log"),
        ]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return f"{self.event} for {self.endpoint_id}"
