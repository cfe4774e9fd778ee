from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from community.frame import drawing
from community.frame.addresses import address
from community.frame.found import canonical
from community.frame.guests import keep
from community.frame.prepared import ask

from ..models import Category, Product, Question, QuestionQuerySet, State, Tag
from ..places import page_about, place_at, shown_tags
from .paging import Order, Rows, page_of

TAGS_A_PAGE = 200


@dataclass(frozen=True, kw_only=True)
class Sort:
    """One of the ways to look at a list, and its words when nothing is there."""

    order: Order
    label: str | Promise
    which: Callable[[QuestionQuerySet], QuestionQuerySet]
    empty: str | Promise


SORTS = {
    "newest": Sort(
        order=Order(name="newest", by="published_at"),
        label=_("Newest"),
        which=lambda questions: questions,
        empty=_("Nobody has asked anything here yet."),
    ),
    "waiting": Sort(
        order=Order(name="waiting", by="published_at"),
        label=_("Waiting for an answer"),
        which=lambda questions: questions.waiting(),
        empty=_("Nothing waits for an answer here. Well done."),
    ),
    "solved": Sort(
        order=Order(name="solved", by="accepted_at"),
        label=_("Solved"),
        which=lambda questions: questions.filter(accepted__state=State.PUBLISHED, accepted_at__isnull=False),
        empty=_("Nothing is solved here yet."),
    ),
}
OF_PRODUCT = SORTS | {
    "owners": Sort(
        order=Order(name="owners", by="published_at"),
        label=_("Answered by owners"),
        which=lambda questions: questions.filter(by_owners=True),
        empty=_("No answer here says that its author owns it."),
    ),
}


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    return _list(request, _all, heading=str(_("Questions")), products=ask(_products))


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    place = _place(Category.objects.all, slug)
    if isinstance(place, HttpResponse):
        return place
    return _list(request, _of_category, heading=place.name, place=place)


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    place = _place(Product.objects.all, slug)
    if isinstance(place, HttpResponse):
        return place
    return _list(request, _of_product, heading=place.name, place=place, about=page_about(place.pk))


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    place = _place(shown_tags, slug)
    if isinstance(place, HttpResponse):
        return place
    return _list(request, _of_tag, heading=place.name, place=place)


def _products() -> QuerySet[Product]:
    return Product.objects.all()


def _all(_place: int) -> QuestionQuerySet:
    return Question.objects.listed()


def _of_category(place: int) -> QuestionQuerySet:
    return Question.objects.listed().filter(Q(category=place) | Q(category__parent=place))


def _of_product(place: int) -> QuestionQuerySet:
    return Question.objects.listed().filter(products=place)


def _of_tag(place: int) -> QuestionQuerySet:
    return Question.objects.listed().filter(tags=place)


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """All tags that stand on something readable, by name."""
    after = request.GET.get("after", "").replace("\x00", "")
    rows = list(shown_tags().filter(name__gt=after).order_by("name")[: TAGS_A_PAGE + 1])
    more = rows[TAGS_A_PAGE - 1].name if len(rows) > TAGS_A_PAGE else ""
    context = {"tags": rows[:TAGS_A_PAGE], "more": more, "deep": bool(after), "address": canonical(request.path, after=after)}
    return render(request, "forum/tags.html", context)


def _place(places: Callable[[], QuerySet[Any]], slug: str) -> Any:
    """The place of that address, or a redirect from an address it once had."""

    def here(slug: str) -> QuerySet[Any]:
        return places().filter(slug=slug)

    if found := ask(here, slug, shape=places):
        return found[0]
    return HttpResponsePermanentRedirect(place_at(places(), slug).get_absolute_url())


def _list(request: HttpRequest, rows: Rows, *, heading: str, **context: Any) -> HttpResponse:
    """A list in the order asked for; an order nobody made is the newest first."""
    name = request.GET.get("sort", "newest")
    place: Any = context.get("place")
    sorts = OF_PRODUCT if isinstance(place, Product) else SORTS
    sort = sorts.get(name, SORTS["newest"])
    page = page_of(request, rows, sort.which, sort.order, place=place.pk if place else 0)
    views = [(key, one.label, key == sort.order.name) for key, one in sorts.items()]
    context |= {"heading": heading, "page": page, "sort": sort, "views": views, "path": request.path, "ask": _ask_here(context)}
    context["deep"] = deep = bool(request.GET.get("before"))
    filtered = sort.order.name != "newest"
    context["thin"] = deep or filtered or ("place" in context and not page.rows)
    asked = {"sort": sort.order.name if filtered else "", "before": request.GET.get("before", "")}
    context["address"] = canonical(request.path, **asked)
    context["feed"] = _feed_here(context.get("place"), sort.order.name)
    return keep(drawing.page(request, "forum/list.html", context), ("question", "member", "places", "pages"))


def _ask_here(context: dict[str, Any]) -> str:
    place = context.get("place")
    return address("ask") + (f"?product={place.slug}" if isinstance(place, Product) else "")


def _feed_here(place: Any, sort: str) -> tuple[str, str]:
    """The name of the feed that follows this list, and its place."""
    if isinstance(place, Tag | Product | Category):
        return (f"feed_{place._meta.model_name}", place.slug)
    return ("feed_waiting", "") if sort == "waiting" and place is None else ("feed_questions", "")
