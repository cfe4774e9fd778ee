from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.events.guards import append_only
from community.events.models import Event
from community.members.models import Member
from engagement.rules import sentences, tree


class Unit(models.TextChoices):
    """What a ledger entry is an amount of. Standing is never spent and never expires; credit is what members spend.

    Standing is this room's; credit, where a brand has it, is kept by the room `credit`.
    """

    STANDING = "standing", _("recognition")
    CREDIT = "credit", _("balance")


@append_only
class Entry(models.Model):
    """One line of the ledger: a signed amount, the fact that made it so, and the cause it belongs to.

    The entries of a cause add up to what the cause is worth now. Earned amounts are positive, voided ones negative.
    Only credit is spent, given back, ends, or is put right by a person.
    """

    class Kind(models.TextChoices):
        EARN = "earn", _("earned")
        VOID = "void", _("taken back")
        SPEND = "spend", _("spent")
        BACK = "back", _("given back")
        EXPIRE = "expire", _("ended")
        ADJUST = "adjust", _("put right")

    unit = models.CharField(max_length=12, choices=Unit.choices, default=Unit.STANDING)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entries", db_index=False)
    amount = models.IntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    rule = models.CharField(max_length=20, help_text="the rule of rules.STANDING and its version, as accepted-1")
    cause = models.CharField(max_length=60, help_text="what it is for: accepted:answer:12, marked:2026-11-22")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="when the fact happened")
    posted_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "member", "event", "rule", "cause", "kind"], name="one_entry_per_event_rule_and_cause"
            ),
            models.CheckConstraint(
                name="amount_has_the_sign_of_its_kind",
                condition=Q(kind__in=["earn", "back"], amount__gt=0)
                | Q(kind__in=["void", "spend", "expire"], amount__lt=0)
                | (Q(kind="adjust") & ~Q(amount=0)),
            ),
            models.CheckConstraint(name="only_credit_is_spent", condition=Q(unit="credit") | Q(kind__in=["earn", "void"])),
        ]
        indexes = [
            models.Index(fields=["member", "unit", "cause"], name="entry_cause"),
            models.Index(fields=["member", "unit", "-at", "-id"], name="entry_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+} {self.unit} for {self.cause}"


class Balance(models.Model):
    """The sum of a member's entries of a unit. Its row is the lock under which a member's entries of it are written.

    Of credit it may be below nought: then so much is owed, and is taken from what is earned next.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="balances")
    unit = models.CharField(max_length=12, choices=Unit.choices, default=Unit.STANDING)
    amount = models.IntegerField(default=0)
    highest_level = models.PositiveSmallIntegerField(default=1, help_text="the highest level the member was ever told of")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "unit"], name="one_balance_per_member_and_unit"),
            models.CheckConstraint(name="balance_not_negative", condition=Q(amount__gte=0) | Q(unit="credit")),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit} of {self.member_id}"


@append_only
class RuleVersion(models.Model):
    """A rule as it was at some time, for ever: awards say by which version they were given."""

    version = models.CharField(max_length=16, unique=True, help_text="hash of the canonical rule")
    rule = models.JSONField()
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.version


class BadgeQuerySet(models.QuerySet["Badge"]):
    def active(self) -> "BadgeQuerySet":
        return self.filter(retired_at=None)

    def judged(self) -> "BadgeQuerySet":
        """Whose awards follow the facts: also one that is not given by hand any more can be taken back."""
        return self.filter(Q(retired_at=None) | Q(family=Badge.Family.HAND))

    def in_order(self) -> "BadgeQuerySet":
        return self.order_by("position", "pk")


class Badge(models.Model):
    """Something a member can be recognised for. The rule is data; its words and the progress are made from it."""

    class Family(models.TextChoices):
        HELPER = "helper", _("Helper")
        NEWCOMERS = "newcomers", _("Newcomers")
        AUTHOR = "author", _("Author")
        CARE = "care", _("Community care")
        AMBASSADOR = "ambassador", _("Ambassador")
        HAND = "hand", _("From the team")

    class Shape(models.TextChoices):
        HEXAGON = "hexagon", _("hexagon")
        CIRCLE = "circle", _("circle")
        SQUARE = "square", _("square")
        SHIELD = "shield", _("shield")
        DIAMOND = "diamond", _("diamond")
        SCALLOP = "scallop", _("scallop")

    class Metal(models.TextChoices):
        BRONZE = "bronze", _("bronze")
        SILVER = "silver", _("silver")
        GOLD = "gold", _("gold")
        BRAND = "brand", _("given by the team")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60, help_text="in English; translated where the catalogue knows it")
    says = models.CharField(_("what it honours"), max_length=160)
    family = models.CharField(max_length=12, choices=Family.choices)
    shape = models.CharField(max_length=8, choices=Shape.choices)
    metal = models.CharField(max_length=6, choices=Metal.choices)
    glyph = models.CharField(max_length=40, help_text="an icon's name")
    rule = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="badges")
    position = models.PositiveSmallIntegerField(default=0)
    is_symbolic = models.BooleanField(default=False, help_text="counts towards nothing")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = BadgeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("badge", args=[self.slug])

    @property
    def is_by_hand(self) -> bool:
        """Given by a person of the team, with a reason; its rule counts nothing but that."""
        return self.family == self.Family.HAND

    @cached_property
    def tree(self) -> tree.Tree:
        """The rule, ready to evaluate. `rule` must be loaded."""
        return tree.load(self.rule.rule)

    @property
    def shown_name(self) -> str:
        return gettext(self.name)

    @property
    def shown_says(self) -> str:
        return gettext(self.says)

    @property
    def full_name(self) -> str:
        """The name with its metal as a word: "Solver, gold"."""
        return gettext("%(name)s, %(metal)s") % {"name": self.shown_name, "metal": self.get_metal_display()}

    @property
    def sentence(self) -> str:
        """The rule in words, made from the rule."""
        if self.is_by_hand:
            return gettext("Somebody of the team gives it by hand, by name and with a reason.")
        return sentences.sentence(self.tree)


class AwardQuerySet(models.QuerySet["Award"]):
    def standing(self) -> "AwardQuerySet":
        """Awards members have now: not revoked."""
        return self.filter(status=Award.Status.AWARDED)

    def older_than(self, award: "Award") -> "AwardQuerySet":
        """What follows the award where the newest come first."""
        return self.filter(Q(awarded_at__lt=award.awarded_at) | Q(awarded_at=award.awarded_at, pk__lt=award.pk))

    def visible_to(self, viewer: Any) -> "AwardQuerySet":
        """Awards of members whose page the viewer may open. Revoked ones are their owner's alone."""
        shown = self.filter(member__in=Member.objects.visible_to(viewer))
        mine = Q(member_id=viewer.pk) if getattr(viewer, "pk", None) else Q(pk=None)
        return shown.filter(Q(status=Award.Status.AWARDED) | mine)


class Award(models.Model):
    """A member has a badge. It follows "ever reached": it goes only when its evidence was void, and may come back."""

    class Status(models.TextChoices):
        AWARDED = "awarded", _("awarded")
        REVOKED = "revoked", _("revoked")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="awards", db_index=False)
    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="awards", db_index=False)
    period = models.CharField(max_length=20, blank=True, help_text="'' once for ever")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.AWARDED)
    rule = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="+")
    evidence = models.JSONField(default=list, help_text="ids of the facts that made it so, at most 20")
    reason = models.CharField(max_length=40, blank=True, help_text="why it was revoked: evidence_void")
    awarded_at = models.DateTimeField(help_text="when the rule first held")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "badge", "period"], name="one_award_per_period"),
            models.CheckConstraint(
                name="revoked_says_when",
                condition=Q(status="awarded", revoked_at=None) | Q(status="revoked", revoked_at__isnull=False),
            ),
        ]
        indexes = [models.Index(F("badge"), F("awarded_at").desc(), name="award_newest", condition=Q(status="awarded"))]

    def __str__(self) -> str:
        return f"{self.badge_id} of {self.member_id}"

    @property
    def is_standing(self) -> bool:
        return self.status == self.Status.AWARDED


class GivenQuerySet(models.QuerySet["Given"]):
    def of(self, member: Any) -> "GivenQuerySet":
        """The latest first; also what somebody was given who turned out to be this member."""
        rows = self.filter(Q(member=member) | Q(member__merged_into=member))
        return rows.select_related("badge", "by", "taken_by").order_by("-at", "-pk")

    def standing(self) -> "GivenQuerySet":
        return self.filter(taken_at=None)


class Given(models.Model):
    """A badge that a person of the team gave by hand: why, and who took it back and why. The award follows from the facts."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="given_badges", db_index=False)
    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=300)
    at = models.DateTimeField(default=now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_why = models.CharField(max_length=300, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = GivenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "badge"], condition=Q(taken_at=None), name="given_once"),
            models.CheckConstraint(name="taken_says_why", condition=Q(taken_at=None) | ~Q(taken_why="")),
        ]
        indexes = [
            models.Index(fields=["member", "-at", "-id"], name="given_newest"),
            models.Index(fields=["by", "at"], name="given_budget"),
        ]

    def __str__(self) -> str:
        return f"{self.badge_id} to {self.member_id}"
