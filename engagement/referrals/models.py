from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from engagement.integrity.models import Subject
from engagement.recognition.models import RuleVersion
from engagement.rules import sentences, tree

from .rules import State


class Programme(models.Model):
    """The terms under which friends are invited, as one version. A change is a new version; a referral keeps its own."""

    version = models.PositiveIntegerField(unique=True)
    is_active = models.BooleanField(default=True)
    rule = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="+", help_text="what a friend does to qualify")
    sign_up_days = models.PositiveSmallIntegerField(default=30, help_text="from opening the invitation to joining")
    qualify_days = models.PositiveSmallIntegerField(default=90, help_text="from joining to finding help")
    monthly_cap = models.PositiveSmallIntegerField(default=20, help_text="friends of one member in a calendar month")
    standing = models.PositiveSmallIntegerField(default=20, help_text="recognition for who invited")
    advocate_gets = models.CharField(_("besides, who invited gets"), max_length=120, blank=True)
    friend_gets = models.CharField(_("the friend gets"), max_length=120, blank=True)
    since = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_active"], condition=Q(is_active=True), name="one_active_programme"),
        ]

    def __str__(self) -> str:
        return f"terms {self.version}"

    @cached_property
    def tree(self) -> tree.Tree:
        """What a friend does to qualify. `rule` must be loaded."""
        return tree.load(self.rule.rule)

    @property
    def sentence(self) -> str:
        return sentences.sentence(self.tree)


class Code(models.Model):
    """A member's invitation. Its row is the lock under which everything that came by it moves."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitation")
    text = models.CharField(max_length=30, unique=True)
    key = models.CharField(max_length=120, unique=True, help_text="the code's confusable skeleton")
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by_team = models.BooleanField(default=False, help_text="only the team lets it go on")
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="the_team_pauses_what_is_paused", condition=Q(paused_by_team=False) | Q(paused_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[self.text])

    @property
    def link(self) -> str:
        return settings.SITE_URL + self.get_absolute_url()

    @property
    def is_open(self) -> bool:
        return self.paused_at is None


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, viewer: Any) -> "ReferralQuerySet":
        """Who invited whom is known to the two and to the team."""
        if getattr(viewer, "on_duty", False):
            return self.all()
        return self.filter(Q(advocate_id=viewer.pk) | Q(friend_id=viewer.pk)) if getattr(viewer, "pk", None) else self.none()

    def joined(self) -> "ReferralQuerySet":
        """Of friends who became members: nobody else is shown."""
        return self.filter(verified_at__isnull=False)


class Referral(models.Model):
    """A friend came by a member's invitation. Its history is its facts; this row is where it stands."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="referrals")
    advocate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="friends_invited")
    friend = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="referral")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ATTRIBUTED)
    reason = models.CharField(max_length=20, blank=True, help_text="of rules.REASONS, or of integrity's refusals")
    typed = models.BooleanField(default=False, help_text="the code was typed, not carried by the link")
    touched_at = models.DateTimeField(help_text="when the invitation was opened")
    attributed_at = models.DateTimeField(default=now)
    verified_at = models.DateTimeField(null=True, blank=True)
    qualified_at = models.DateTimeField(null=True, blank=True)
    qualified_by = models.CharField(max_length=60, blank=True, help_text="the fact's name")
    rewarded_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(default=now, help_text="when it came into its state")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(name="nobody_invites_themselves", condition=~Q(advocate=F("friend"))),
            models.CheckConstraint(name="referral_in_a_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="refusals_say_why",
                condition=Q(state__in=["rejected", "reversed"]) & ~Q(reason="")
                | ~Q(state__in=["rejected", "reversed"]) & Q(reason=""),
            ),
            models.CheckConstraint(
                name="rewarded_in_order",
                condition=~Q(state="rewarded")
                | Q(verified_at__isnull=False, qualified_at__isnull=False, rewarded_at__isnull=False),
            ),
            models.CheckConstraint(name="joined_after_the_invitation", condition=Q(attributed_at__gte=F("touched_at"))),
        ]
        indexes = [
            models.Index(fields=["advocate", "-verified_at"], name="referral_of_advocate"),
            models.Index(fields=["state", "moved_at"], name="referral_in_state"),
        ]

    def __str__(self) -> str:
        return f"{self.state} #{self.pk}"

    @property
    def subject(self) -> Subject:
        """As integrity knows it."""
        return Subject("referral", self.pk)
