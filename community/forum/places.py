"""Which tags, products and categories have a page, where it is now, and what else there is to read about a product."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from .models import OldSlug, Question, Tag


def _nowhere(_product: int) -> str:
    return ""


_page_about: Callable[[int], str] = _nowhere


def told_about_by(find: Callable[[int], str]) -> None:
    """Where a product's own page is (its address, or ""); called when the site starts, by who keeps such pages."""
    global _page_about
    _page_about = find


def page_about(product: int) -> str:
    return _page_about(product)


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
