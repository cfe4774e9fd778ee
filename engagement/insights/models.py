from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from community.forum.models import Product


class Day(models.Model):
    """What one day brought: of everything (`product` NULL), or of the questions about one product.

    Made from rows, and made again when a fact touches the day; days are the site's (TIME_ZONE). What members asked is told
    by the day it was asked: `answered` counts those of its questions that somebody else has answered by now.
    A question about two products counts for both, and once for everything.
    """

    day = models.DateField()
    product = models.ForeignKey(Product, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    asked = models.PositiveIntegerField(default=0, help_text="public questions by members")
    answered = models.PositiveIntegerField(default=0, help_text="of them, answered by somebody else")
    in_day = models.PositiveIntegerField(default=0, help_text="of them, answered within 24 hours")
    in_week = models.PositiveIntegerField(default=0, help_text="of them, solved within 7 days")
    by_members = models.PositiveIntegerField(default=0, help_text="answers accepted this day, written by members")
    by_team = models.PositiveIntegerField(default=0, help_text="answers accepted this day, written by the team")
    found = models.PositiveIntegerField(default=0, help_text="marks of members who had not asked the question themselves")
    joined = models.PositiveIntegerField(default=0, help_text="people who became members")
    invited = models.PositiveIntegerField(default=0, help_text="of them, by an invitation")
    qualified = models.PositiveIntegerField(default=0, help_text="invited friends who found help")
    rewarded = models.PositiveIntegerField(default=0, help_text="invitations recognised")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day"], condition=Q(product=None), name="one_row_a_day"),
            models.UniqueConstraint(fields=["day", "product"], name="one_row_a_day_and_product"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


COUNTS = tuple(field.name for field in Day._meta.fields if isinstance(field, models.PositiveIntegerField))


class Upto(models.Model):
    """How far facts have been counted, and the last week that was told. One row, which is also the lock for counting."""

    event_id = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField(default=now)
    told_on = models.DateField(null=True, blank=True, help_text="the Monday on which the week before was told")

    class Meta:
        constraints = [models.CheckConstraint(name="one_upto", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"event {self.event_id}"


class Goal(models.Model):
    """What the brand wants a figure to be: a share in percent, a time in minutes, or a number of people in a week."""

    figure = models.CharField(max_length=20, unique=True)
    number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.figure}: {self.number}"

    @classmethod
    def all_of(cls) -> dict[str, int]:
        return dict(cls.objects.values_list("figure", "number"))


class Figures(models.TextChoices):
    """The figures that can have a goal."""

    HELPED = "helped", _("People helped, a week")
    IN_DAY = "in_day", _("Answered within 24 hours, in %")
    BY_MEMBERS = "by_members", _("Accepted answers by members, in %")
    FIRST = "first", _("First answer after, in minutes")
    FRIENDS = "friends", _("Friends who found help, a week")
    FOUND = "found", _("Answers found without asking, a week")
    IN_WEEK = "in_week", _("Solved within 7 days, in %")
    RECOMMEND = "recommend", _("Promoters minus detractors, in % points")
    TOP = "top", _("Share of the most active fifth at most, in %")


def as_row(counts: dict[str, Any]) -> dict[str, int]:
    """All counts of a day; what was not counted is 0."""
    return {name: counts.get(name) or 0 for name in COUNTS}
