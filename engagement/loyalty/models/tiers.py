from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Programme(models.Model):
    """Whether there is seasonal membership at all, and how purchases count in it. One row."""

    is_on = models.BooleanField(_("members have a membership"), default=False)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"\A[A-Z]{3}\Z", _("Three capital letters, as EUR."))],
        help_text=_("Purchases in another currency do not count."),
    )
    cents = models.PositiveIntegerField(
        _("one for each so many cents"), default=1000, validators=[MinValueValidator(1)], help_text=_("1000: one for each 10.00.")
    )

    class Meta:
        verbose_name = _("membership programme")
        verbose_name_plural = _("membership programmes")
        constraints = [models.CheckConstraint(name="one_programme", condition=Q(pk=1))]

    def __str__(self) -> str:
        return gettext("Membership")


class Tier(models.Model):
    """A step of membership. The lowest asks for nothing and is everybody's."""

    slug = models.SlugField(_("code"), max_length=30, unique=True, help_text=_("What other systems call it; it stays."))
    name = models.CharField(_("name"), max_length=40)
    threshold = models.PositiveIntegerField(_("from"), unique=True, help_text=_("What has to be given or bought in a year."))

    class Meta:
        verbose_name = _("membership step")
        verbose_name_plural = _("membership steps")
        ordering = ["threshold"]

    def __str__(self) -> str:
        return self.name


class Benefit(models.Model):
    """What a step brings, by itself: shops read its code in the loyalty profile, members read its words."""

    tier = models.ForeignKey(Tier, on_delete=models.CASCADE, related_name="benefits", verbose_name=_("step"))
    code = models.SlugField(_("code"), max_length=40)
    words = models.CharField(_("in words"), max_length=120)

    class Meta:
        ordering = ["tier__threshold", "pk"]
        constraints = [models.UniqueConstraint(fields=["tier", "code"], name="one_benefit_a_code_and_tier")]

    def __str__(self) -> str:
        return self.words


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, viewer: Any) -> "MembershipQuerySet":
        """One's own. The team sees it in the profile, where each look is kept."""
        return self.filter(member_id=viewer.pk or 0)


class Membership(models.Model):
    """The step a member has this season. `look_at` is when time alone may change it."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="membership")
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    noticed_at = models.DateTimeField(null=True, blank=True)
    lowered_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateTimeField(null=True, blank=True, help_text="if nothing more happens")
    is_protected = models.BooleanField(default=False, help_text="by helping, when it was last looked at")
    amounts = models.JSONField(default=dict, help_text="what qualified when it was last looked at")
    look_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["look_at"], name="membership_look", condition=Q(look_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.tier_id} of {self.member_id}"

    @property
    def amount(self) -> int:
        return sum(self.amounts.values())
