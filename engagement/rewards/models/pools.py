from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from community.events.models import Event
from engagement.recognition.models import RuleVersion
from engagement.rules import sentences
from engagement.rules import tree as t

from .. import rules


class RewardQuerySet(models.QuerySet["Reward"]):
    def for_a_price(self) -> "RewardQuerySet":
        """What members can have for their balance; whether they have one is the room credit's to say."""
        return self.filter(is_on=True, price__isnull=False)


class Reward(models.Model):
    """Something the brand gives: a voucher whose codes its shop made, or an experience. Off until somebody switches it on."""

    class Kind(models.TextChoices):
        VOUCHER = "voucher", _("voucher")
        EXPERIENCE = "experience", _("experience")

    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind.choices,
        default=Kind.VOUCHER,
        help_text=_("A voucher has a code of your shop's. An experience is an invitation, which members take or leave."),
    )
    slug = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("What other systems call it; it stays."))
    name = models.CharField(_("name"), max_length=60)
    words = models.CharField(_("what it brings"), max_length=200, help_text=_("As members read it, with how to use it."))
    valid_days = models.PositiveIntegerField(
        _("days it is good for"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: it has no end.")
    )
    price = models.PositiveIntegerField(
        _("price"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("What a member pays for it from their balance. Empty: it cannot be bought."),
    )
    places = models.PositiveIntegerField(
        _("places left"), null=True, blank=True, help_text=_("Of an experience. Empty: as many as want to come.")
    )
    is_on = models.BooleanField(_("it is given"), default=False)
    rule = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(null=True, blank=True, help_text="what happened before counts for nothing")
    told_empty_at = models.DateTimeField(null=True, blank=True, help_text="when the team was told that codes are missing")

    objects = RewardQuerySet.as_manager()

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def tree(self) -> "t.Tree | None":
        """What it is given for; None where only people give it. `rule` must be loaded."""
        return t.load(self.rule.rule) if self.rule else None

    @property
    def sentence(self) -> str:
        """The rule in words, made from the rule."""
        return sentences.sentence(self.tree) if self.tree else ""

    @property
    def preset(self) -> str:
        """The key of the choice on the desk that makes this rule."""
        return next((preset.key for preset in rules.PRESETS if self.rule and t.version_of(preset.tree) == self.rule.version), "")


class Voucher(models.Model):
    """A code of a reward's pool. It is given once."""

    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="vouchers", db_index=False)
    code = models.CharField(max_length=rules.LONGEST_CODE)
    is_free = models.BooleanField(default=True)
    used_at = models.DateTimeField(null=True, blank=True, help_text="a shop took it although it was given to nobody")
    used_key = models.CharField(max_length=300, blank=True, help_text="source and id of what was told last of such a code")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reward", "code"], name="one_code_a_pool")]
        indexes = [
            models.Index(fields=["reward", "id"], name="voucher_free", condition=Q(is_free=True)),
            models.Index(fields=["code"], name="voucher_code"),
        ]

    def __str__(self) -> str:
        return f"voucher {self.pk}"


class GiftQuerySet(models.QuerySet["Gift"]):
    def visible_to(self, viewer: Any) -> "GiftQuerySet":
        """One's own: codes are worth money."""
        mine = Q(member_id=viewer.pk or 0) | Q(member__merged_into_id=viewer.pk or 0)
        return self.filter(mine)

    def open(self) -> "GiftQuerySet":
        """Still of use to the member, or on its way."""
        return self.filter(status__in=(Gift.Status.WAITING, Gift.Status.GIVEN, Gift.Status.ACCEPTED))

    def for_page(self) -> "GiftQuerySet":
        return self.select_related("reward", "rule", "voucher", "by").order_by("-pk")


class Gift(models.Model):
    """A reward given to a member, once for each cause, and what became of it: by a rule, by a person, or for a price."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("on its way")
        GIVEN = "given", _("to use")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        REDEEMED = "redeemed", _("redeemed")
        EXPIRED = "expired", _("ended")
        CANCELLED = "cancelled", _("taken back")

    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="gifts", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="gifts")
    cause = models.CharField(max_length=60, help_text="rule, hand:… or bought:… : each cause gives once")
    price = models.PositiveIntegerField(null=True, blank=True, help_text="what its member paid for it from their balance")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=200, blank=True, help_text="the words of whoever gave it")
    rule = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    voucher = models.OneToOneField(Voucher, on_delete=models.PROTECT, null=True, blank=True, related_name="gift")
    asked_at = models.DateTimeField(help_text="when it was decided; what waits is given in this order")
    given_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="answered, redeemed, expired or taken back")

    objects = GiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reward", "member", "cause"], name="one_gift_a_cause"),
            models.CheckConstraint(
                name="by_a_person_a_rule_or_for_a_price",
                condition=Q(by=None, rule__isnull=False, price=None)
                | Q(by__isnull=False, rule=None, price=None)
                | Q(by=None, rule=None, price__gt=0),
            ),
            models.CheckConstraint(name="waiting_has_no_code", condition=~Q(status="waiting") | Q(given_at=None, voucher=None)),
        ]
        indexes = [
            models.Index(fields=["reward", "id"], name="gift_waiting", condition=Q(status="waiting")),
            models.Index(F("remind_at"), name="gift_remind", condition=Q(remind_at__isnull=False)),
            models.Index(F("expires_at"), name="gift_expires", condition=Q(status="given")),
        ]

    def __str__(self) -> str:
        return f"{self.reward_id} for {self.member_id}"

    @property
    def code(self) -> str:
        """`voucher` must be loaded."""
        return self.voucher.code if self.voucher else ""

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.GIVEN, self.Status.ACCEPTED)

    @property
    def asks(self) -> bool:
        """Whether the member has to say yes or no. `reward` must be loaded."""
        return self.reward.kind == Reward.Kind.EXPERIENCE and self.status == self.Status.GIVEN

    @property
    def reason(self) -> str:
        """The rule in words, or what somebody wrote. `rule` must be loaded."""
        return sentences.sentence(t.load(self.rule.rule)) if self.rule else self.why
