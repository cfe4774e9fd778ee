from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from community.forum.models import Product


class Touchpoint(models.Model):
    """A place where the brand and its customers meet: a shop, the web shop, the call centre, an app."""

    class Kind(models.TextChoices):
        SHOP = "shop", _("shop")
        WEB = "web", _("web shop")
        APP = "app", _("mobile app")
        CALLS = "calls", _("call centre")
        CHAT = "chat", _("chat")
        MAIL = "mail", _("e-mail")
        SOCIAL = "social", _("social network")
        EVENT = "event", _("event")
        PRODUCT = "product", _("the product itself")
        OTHER = "other", _("another place")

    slug = models.SlugField(
        _("code"), max_length=40, unique=True, help_text=_("What systems call it when they tell us something.")
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.OTHER)
    last_heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("touchpoint")
        verbose_name_plural = _("touchpoints")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """A purchase another system told us of. Amounts are in the smallest unit of the currency."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders", db_index=False)
    source = models.CharField(max_length=100)
    source_id = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True, help_text="what the customer knows it by")
    touchpoint = models.CharField(max_length=40, blank=True)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    refunded = models.PositiveBigIntegerField(default=0)
    placed_at = models.DateTimeField()
    heard_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="one_order_per_source_id"),
            models.CheckConstraint(name="no_more_back_than_paid", condition=Q(refunded__lte=F("amount"))),
        ]
        indexes = [models.Index(fields=["member", "-placed_at"], name="order_newest")]

    def __str__(self) -> str:
        return f"order {self.number or self.source_id}"


class Line(models.Model):
    """One thing of an order; `product` where its code in the shop is one of ours."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(max_length=80, blank=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.quantity} {self.code}"


class Refund(models.Model):
    """What was given back of an order, known here or not yet: a refund may be told before its order."""

    source = models.CharField(max_length=100)
    source_id = models.CharField(max_length=200)
    order_source_id = models.CharField(max_length=200)
    amount = models.PositiveBigIntegerField(null=True, help_text="nothing said: all of it")
    at = models.DateTimeField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="refunds")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="one_refund_per_source_id")]
        indexes = [
            models.Index(fields=["source", "order_source_id"], name="refund_waiting", condition=Q(order__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"refund of {self.order_source_id}"


class ProductCode(models.Model):
    """What shops call a product of ours."""

    code = models.CharField(_("code in the shop"), max_length=80, unique=True)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="codes", verbose_name=_("product"))

    class Meta:
        verbose_name = _("product in the shop")
        verbose_name_plural = _("products in the shop")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class OwnedQuerySet(models.QuerySet["Owned"]):
    def standing(self) -> "OwnedQuerySet":
        return self.filter(gone_at=None)

    def visible_to(self, viewer: Any) -> "OwnedQuerySet":
        """One's own, and what others chose to show."""
        mine = Q(member_id=viewer.pk or 0)
        return self.filter(mine | Q(is_shown=True), gone_at=None)

    def of(self, member: Any) -> "OwnedQuerySet":
        mine = Q(member=member) | Q(member__merged_into=member)
        return self.filter(mine, gone_at=None).select_related("product").order_by("-since", "pk")


class Owned(models.Model):
    """A member owns a product: an order says so, or they do. Nobody else sees it unless they choose to show it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="owners")
    since = models.DateField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_shown = models.BooleanField(default=False, help_text="on its owner's page, for everybody")
    asks = models.BooleanField(default=False, help_text="they hear of questions about it")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when they last heard of one")
    gone_at = models.DateTimeField(null=True, blank=True, help_text="given back, sold, or never theirs")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "product"], name="owned_once")]
        indexes = [models.Index(fields=["product", "asked_at"], name="owned_asks", condition=Q(asks=True, gone_at=None))]

    def __str__(self) -> str:
        return f"{self.product_id} of {self.member_id}"
