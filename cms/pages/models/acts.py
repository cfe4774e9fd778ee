from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from community.forum.models import Question

from .articles import ArticlePage


class Useful(models.Model):
    """Whether a guide was useful to one reader: a member, or a guest's browser by a number it keeps. The last word counts."""

    page = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="said")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    visitor = models.UUIDField(null=True, blank=True)
    useful = models.BooleanField()
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "member"], name="useful_once_a_member"),
            models.UniqueConstraint(fields=["page", "visitor"], name="useful_once_a_visitor"),
            models.CheckConstraint(name="useful_to_somebody", condition=Q(member=None) ^ Q(visitor=None)),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {'yes' if self.useful else 'no'}"


class Asked(models.Model):
    """A question that was asked about a guide."""

    page = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="asked")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "question"], name="asked_once_about_a_guide")]

    def __str__(self) -> str:
        return f"{self.question_id} about {self.page_id}"


class Credit(models.Model):
    """A member was told that a guide thanks them; once, however often it is published and in whatever language."""

    translation_key = models.UUIDField()
    page = models.ForeignKey(ArticlePage, on_delete=models.SET_NULL, null=True, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["translation_key", "member"], name="credited_once_a_guide")]

    def __str__(self) -> str:
        return f"{self.member_id} for {self.translation_key}"
