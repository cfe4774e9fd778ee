import json
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from ..rules import KEPT_WHILE_OFF
from ..sealed import unseal


class Shape(models.TextChoices):
    EVENTS = "events", _("Events (CloudEvents, signed as Standard Webhooks)")
    SALESFORCE = "salesforce", _("Salesforce Loyalty Management")
    HUBSPOT = "hubspot", _("HubSpot")


class Payload(models.TextChoices):
    THIN = "thin", _("Thin: ids only; the receiver asks for the rest")
    FULL = "full", _("Full: the chosen parts of the loyalty profile come along")


class Unallowed(models.TextChoices):
    NOTHING = "nothing", _("Nothing at all")
    NOBODY = "nobody", _("The fact alone, without a person")


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def on(self) -> "EndpointQuerySet":
        return self.filter(disabled_at=None)

    def wanting(self, fact: str, *, since: datetime | None = None) -> "EndpointQuerySet":
        """Those for which such a fact is kept: switched on, or off for less than thirty days (not before `since`)."""
        kept = Q(disabled_at=None) | Q(disabled_at__gt=since or now() - KEPT_WHILE_OFF)
        return self.filter(kept, Exists(Wanted.objects.filter(endpoint=OuterRef("pk"), fact=fact)))


class Endpoint(models.Model):
    """A system of the brand's that is told facts: where it is, what it may hear, and how it knows that it is us."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    url = models.CharField(_("address"), max_length=500)
    shape = models.CharField(_("shape"), max_length=12, choices=Shape.choices, default=Shape.EVENTS)
    payload = models.CharField(_("payload"), max_length=4, choices=Payload.choices, default=Payload.THIN)
    fields = models.JSONField(_("parts of the profile"), default=list, blank=True, help_text="keys of rules.FIELDS")
    purpose = models.CharField(max_length=20, blank=True, help_text="the consent a person must have given; '' for none")
    unallowed = models.CharField(max_length=8, choices=Unallowed.choices, default=Unallowed.NOTHING)
    options = models.JSONField(default=dict, blank=True, help_text="what the shape asks for besides, nothing secret")
    secret = models.TextField(blank=True, help_text="sealed")
    old_secret = models.TextField(blank=True, help_text="sealed; signs beside the new one until old_secret_until")
    old_secret_until = models.DateTimeField(null=True, blank=True)
    credentials = models.TextField(blank=True, help_text="sealed JSON: what the shape signs in with")
    made_at = models.DateTimeField(default=now)
    disabled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text="why it is switched off: a code")
    rests_until = models.DateTimeField(null=True, blank=True, help_text="it said it has too much to do")

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        return self.disabled_at is None

    @property
    def facts(self) -> list[str]:
        return sorted(wanted.fact for wanted in self.wanted.all())

    def secrets(self) -> list[str]:
        """What signs now, the newest first: two for a day after a rotation."""
        old = self.old_secret if self.old_secret_until and self.old_secret_until > now() else ""
        return [unseal(sealed) for sealed in (self.secret, old) if sealed]

    def signs_in_with(self) -> dict[str, Any]:
        return dict(json.loads(unseal(self.credentials) or "{}"))


class Wanted(models.Model):
    """An endpoint wants to hear of facts with this name."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="wanted")
    fact = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "endpoint"], name="wanted_once")]

    def __str__(self) -> str:
        return f"{self.endpoint_id} wants {self.fact}"
