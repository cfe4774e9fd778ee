from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now

from .answers import Answer
from .comments import Comment
from .questions import Question


class PictureQuerySet(models.QuerySet["Picture"]):
    def visible_to(self, viewer: Any) -> Self:
        """One's own, and those that stand in a text the viewer may read."""
        stands = Q(uploader_id=viewer.pk) if viewer.is_authenticated else Q(pk=None)
        for kind in (Question, Answer, Comment):
            stands |= Q(Exists(kind.objects.visible_to(viewer).filter(pictures=OuterRef("pk"))))
        return self.filter(stands)

    def unused(self) -> Self:
        """Standing in no text."""
        return self.filter(questions=None, answers=None, comments=None)


class Picture(models.Model):
    """A photo a member sent for a text. Until it stands in one, nobody else sees it; then whoever may read the text."""

    key = models.CharField(max_length=32, unique=True)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pictures")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField(default=now)

    objects = PictureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["uploader", "-added_at"], name="pictures_of_member")]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        """The size stands in the address, so that a text knows the room it takes before it is there."""
        return f"/pictures/{self.key}-{self.width}x{self.height}.webp"
