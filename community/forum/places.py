"""Which tags, products and categories have a page, and where it is now."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from .models import OldSlug, Question, Tag


def shown_tags() -> QuerySet[Tag]:
    """A tag that only stands on private or hidden questions is as if it were not there."""
    used = Question.tags.through.objects.filter(tag=OuterRef("pk"), question__in=Question.objects.listed())
    return Tag.objects.filter(Exists(used) | ~Q(intro=""))


def place_at(places: QuerySet[Any], slug: str) -> Any:
    """The place of that address, or the one that once had it: its slug is another then. Http404 when there is none."""
    if found := places.filter(slug=slug).first():
        return found
    old = OldSlug.objects.filter(kind=places.model._meta.model_name, slug=slug).values_list("object_id", flat=True)
    if moved := places.filter(pk__in=old).first():
        return moved
    raise Http404
