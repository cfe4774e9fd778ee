from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(days=settings.KEEP_DAYS["looks"])
SESSION = timedelta(hours=1)  # how long the reason given for a look holds


class Section(models.TextChoices):
    """What of a member somebody looked at: the parts of their loyalty profile, and what stands behind it."""

    GIVEN = "given", _("What you gave")
    MEMBERSHIP = "membership", _("Your membership")
    PRODUCTS = "products", _("Your products")
    PURCHASES = "purchases", _("What you bought")
    FRIENDS = "friends", _("Friends you invited")
    REWARDS = "rewards", _("Your rewards")
    BALANCE = "balance", _("Your balance")
    OPEN = "open", _("What is open between us")
    CONSENT = "consent", _("What you agreed to")
    HISTORY = "history", _("Your history")
    ALL = "all", _("Your loyalty profile")


class LookQuerySet(models.QuerySet["Look"]):
    def at(self, member: Any) -> "LookQuerySet":
        """Who looked at this member in the last twelve months, newest first."""
        mine = Q(member=member) | Q(member__merged_into=member)
        return self.filter(mine, last_at__gt=now() - KEPT).select_related("by").order_by("-last_at", "-pk")

    def lately(self, member: Any, *, by: Any, at: Section = Section.ALL) -> bool:
        """Whether this person of the team said within the last hour why they look at the member, at that much of them."""
        whole = self.filter(member=member, by=by, last_at__gt=now() - SESSION)
        return any({at, Section.ALL} & set(look.what) for look in whole)


class Look(models.Model):
    """Somebody of the team, or a system, looked at what is known of a member. The same look on one day is one row."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="looked_at", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="looks")
    system = models.CharField(max_length=80, blank=True, help_text="the name of the system, where no person looked")
    what = models.JSONField(default=list, help_text="codes of Section")
    because = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=64, help_text="who, what, why and on which day: the same look is counted, not repeated")
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=now)
    last_at = models.DateTimeField(default=now)

    objects = LookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "key"], name="one_look_a_day"),
            models.CheckConstraint(name="a_person_or_a_system_looked", condition=Q(by__isnull=False) ^ ~Q(system="")),
        ]
        indexes = [models.Index(fields=["member", "-last_at"], name="look_newest")]

    def __str__(self) -> str:
        return f"{self.by_id or self.system} at {self.member_id}"

    @property
    def sections(self) -> list[str]:
        return [str(Section(code).label) for code in self.what if code in Section.values]
