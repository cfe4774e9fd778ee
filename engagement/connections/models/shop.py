from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class Shop(models.Model):
    """A web shop of Shopify's kind that sends us its orders and refunds, signed with a secret of its own."""

    slug = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("Part of the address its webhooks go to."))
    name = models.CharField(_("name"), max_length=60)
    secret = models.TextField(help_text="sealed")
    added_at = models.DateTimeField(default=now)
    heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("web shop")
        verbose_name_plural = _("web shops")

    def __str__(self) -> str:
        return self.name
