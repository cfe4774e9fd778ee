from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community import clock
from community.events.guards import append_only
from engagement.recognition.models import Entry

from . import rules


@append_only
class Terms(models.Model):
    """Whether members have a balance, and how: decided at a moment, for what happens from then on. The last is in force."""

    is_on = models.BooleanField(_("members have a balance"), default=False)
    unit = models.CharField(
        _("what it is counted in"),
        max_length=30,
        help_text=_("The name of many, as members read it after a number: 120 miles."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"\A[A-Z]{3}\Z", _("Three capital letters, as EUR."))],
        help_text=_("Purchases in another currency earn nothing."),
    )
    cents = models.PositiveIntegerField(
        _("one for each so many cents"),
        default=100,
        validators=[MinValueValidator(1)],
        help_text=_("100: one for each whole 1.00 of a purchase. What is below is not counted."),
    )
    months = models.PositiveSmallIntegerField(
        _("months it is good for"),
        null=True,
        blank=True,
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Counted from the purchase, to the end of that day. Empty: it has no end."),
    )
    minimum = models.PositiveIntegerField(
        _("least that can be spent in a shop"), default=1, validators=[MinValueValidator(1)], help_text=_("At once.")
    )
    value = models.PositiveIntegerField(
        _("value of one, in cents"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("For your report of what is outstanding. Members do not see it."),
    )
    since = models.DateTimeField(help_text="what happened before goes by the terms before")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("terms of the balance")
        constraints = [
            models.CheckConstraint(name="terms_count_something", condition=Q(cents__gte=1, value__gte=1, minimum__gte=1)),
        ]

    def __str__(self) -> str:
        return gettext("Balance")

    @property
    def money(self) -> str:
        """What of a purchase adds one, as 1.00."""
        return f"{self.cents // 100}.{self.cents % 100:02d}"

    @classmethod
    def current(cls) -> "Terms | None":
        """The terms in force, if members have a balance now; None while it is off."""
        last = cls.objects.order_by("pk").last()
        return last if last and last.is_on else None

    @classmethod
    def at(cls, moment: datetime) -> "Terms | None":
        """The terms that were in force at that moment, if members had a balance then."""
        last = cls.objects.filter(since__lte=moment).order_by("since", "pk").last()
        return last if last and last.is_on else None


class LotQuerySet(models.QuerySet["Lot"]):
    def open(self) -> "LotQuerySet":
        """With something left, whether its time is over or not."""
        return self.filter(left__gt=0)

    def usable(self) -> "LotQuerySet":
        return self.open().filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()))

    def in_order(self) -> "LotQuerySet":
        """As they are used: what ends first goes first, what has no end last; among those the older."""
        return self.order_by(F("expires_at").asc(nulls_last=True), "pk")


class Lot(models.Model):
    """What one entry added to a member's balance, until when it is good, and how much of it is left.

    `left` is `amount` without what Consumption says was taken; the database refuses to take more than there is.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="lot")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lots", db_index=False)
    cause = models.CharField(max_length=60, help_text="as the entry's")
    amount = models.PositiveIntegerField()
    left = models.PositiveIntegerField()
    expires_at = models.DateTimeField(null=True, blank=True)
    noticed_at = models.DateTimeField(null=True, blank=True, help_text="when its member was told that it ends")

    objects = LotQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="no_more_left_than_was", condition=Q(left__lte=F("amount")))]
        indexes = [
            models.Index(fields=["member", "expires_at", "id"], name="lot_open", condition=Q(left__gt=0)),
            models.Index(fields=["member", "cause"], name="lot_cause"),
            models.Index(F("expires_at"), name="lot_ends", condition=Q(left__gt=0, expires_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.left} of {self.amount} for {self.cause}"

    def has_ended(self, moment: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= moment

    @property
    def last_day(self) -> date | None:
        """The last day it is good for; None where it has no end."""
        if self.expires_at is None:
            return None
        return localtime(self.expires_at - timedelta(microseconds=1), get_default_timezone()).date()


@append_only
class Consumption(models.Model):
    """What a debit took from a lot; below nought what an entry gave back to it. So each debit names its lots."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="consumptions")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="consumptions")
    amount = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="consumption_is_something", condition=~Q(amount=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of lot {self.lot_id}"


class Remark(models.Model):
    """The words beside an entry: what was bought with it, or why somebody of the team put something right."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="remark")
    words = models.CharField(max_length=rules.LONGEST_WORDS, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"remark {self.pk}"
