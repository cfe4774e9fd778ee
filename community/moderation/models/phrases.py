from django.db import models
from django.utils.translation import gettext_lazy as _

from ..rules import REASONS


class Phrase(models.Model):
    """Words for the author that the team keeps ready, with the reason they go with."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    reason = models.CharField(_("reason"), max_length=20, choices=list(REASONS.items()))
    words = models.TextField(_("words for the author"), max_length=1000)

    class Meta:
        verbose_name = _("message to authors")
        verbose_name_plural = _("messages to authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
