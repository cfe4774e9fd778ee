from django.db import models
from django.utils.translation import gettext_lazy as _

from community.frame.addresses import address


class Category(models.Model):
    """Where a question belongs. Every question has exactly one; two levels at most."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(default=0)
    is_default = models.BooleanField(default=False, help_text="questions without a product land here")

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=models.Q(is_default=True), name="one_default_category"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("category", self.slug)


class Product(models.Model):
    """What members own and ask about."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("product", self.slug)


class Tag(models.Model):
    """A topic, as one word or a few."""

    name = models.CharField(_("name"), max_length=35, unique=True)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("tag", self.slug)


class OldSlug(models.Model):
    """An address a question, tag, category or product once had: it redirects for ever."""

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=100)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug", "object_id"], name="one_old_slug")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"
