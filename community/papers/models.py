from typing import Any

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from community.events.guards import append_only


class Kind(models.TextChoices):
    TERMS = "terms", _("Terms")
    GUIDELINES = "guidelines", _("Guidelines")


class PaperQuerySet(models.QuerySet["Paper"]):
    def in_force(self) -> dict[str, "Paper"]:
        """The last version of each kind; kinds without any are missing."""
        found: dict[str, Paper] = {}
        for paper in self.order_by("version"):
            found[paper.kind] = paper
        return found


@append_only
class Paper(models.Model):
    """A version of the terms or the guidelines as it was published. The highest version is in force; none ever changes."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    version = models.PositiveIntegerField()
    texts = models.JSONField(help_text="{language: HTML, cleaned}; the site's own language is always among them")
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="one_paper_a_version")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"

    def html(self) -> SafeString:
        """In the reader's language, else in the site's."""
        texts: dict[str, Any] = self.texts
        return SafeString(texts.get(get_language() or "") or texts.get(settings.LANGUAGE_CODE, ""))
