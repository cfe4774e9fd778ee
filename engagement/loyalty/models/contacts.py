from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, viewer: Any) -> "ContactQuerySet":
        """A member sees all that is written about them; the team sees what the member did not hide."""
        if getattr(viewer, "on_duty", False):
            return self.filter(Q(hidden_at=None) | Q(member_id=viewer.pk))
        return self.filter(Q(member_id=viewer.pk or 0) | Q(member__merged_into=viewer.pk or 0))

    def about(self, member: Any) -> "ContactQuerySet":
        mine = Q(member=member) | Q(member__merged_into=member)
        return self.filter(mine).select_related("by", "owner").prefetch_related("hand_overs__by").order_by("-at", "-pk")

    def still_open(self) -> "ContactQuerySet":
        """With a next step somebody has promised."""
        return self.exclude(next_step="").filter(done_at=None)


class Contact(models.Model):
    """The brand and a member spoke, or somebody noted something: what about, what came of it, and what comes next."""

    class Direction(models.TextChoices):
        IN = "in", _("The member came to us")
        OUT = "out", _("We came to the member")
        NOTE = "note", _("A note")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contacts", db_index=False)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices)
    where = models.CharField(_("where"), max_length=60, blank=True, help_text=_("Shop, telephone, chat, e-mail …"))
    summary = models.CharField(_("what it was about"), max_length=300)
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_by = models.DateField(_("by when"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("whose step it is"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    done_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True, help_text="by the member: the team no longer sees it")

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_next_step_has_an_owner", condition=Q(next_step="") | Q(owner__isnull=False))
        ]
        indexes = [models.Index(fields=["member", "-at", "-id"], name="contact_newest")]

    def __str__(self) -> str:
        return f"contact {self.pk} with {self.member_id}"

    @property
    def is_open(self) -> bool:
        return bool(self.next_step) and self.done_at is None


class Correction(models.Model):
    """A member says that something known of them is wrong. Somebody of the team answers, and the member sees it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="corrections")
    words = models.CharField(_("what is wrong"), max_length=1000)
    at = models.DateTimeField(default=now)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="correction_open", condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.member_id}"
