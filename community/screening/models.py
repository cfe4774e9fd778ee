from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class HeldWord(models.Model):
    """A word or a few: a text with them waits until somebody of the team has looked at it."""

    words = models.CharField(_("word or words"), max_length=100, unique=True)
    added_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("word that holds a text")
        verbose_name_plural = _("words that hold a text")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words
