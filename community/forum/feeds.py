"""Questions as feeds, in Atom (RFC 4287) and JSON Feed 1.1: what a guest may read, whoever asks, in the site's language."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from community.frame.found import whole
from community.frame.identity import brand_name
from community.members.models import Member
from community.text import clean

from .models import Answer, Category, Product, Question, QuestionQuerySet, Text
from .places import place_at, shown_tags

GUEST = AnonymousUser()
NEWEST = 30
ATOM = "http://www.w3.org/2005/Atom"
TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}
_HERE = re.compile(r'(?<=\s)(href|src)="/(?!/)')
_EMPTY = datetime(2000, 1, 1, tzinfo=UTC)  # an empty feed never changed


@dataclass(frozen=True, kw_only=True)
class Entry:
    key: str  # stays the same for ever, also when the title and with it the address change
    address: str
    title: str
    text: Text
    tags: tuple[str, ...] = ()

    @property
    def changed(self) -> datetime:
        return self.text.edited_at or self.text.published_at

    @property
    def html(self) -> str:
        """The text with whole addresses: a reader has no page to resolve them against."""
        return _HERE.sub(rf'\1="{settings.SITE_URL}/', self.text.html)


@dataclass(frozen=True, kw_only=True)
class Feed:
    title: str
    page: str  # the page it follows
    entries: list[Entry]

    @property
    def changed(self) -> datetime:
        return max((entry.changed for entry in self.entries), default=_EMPTY)


Source = Callable[..., Feed | str]


def served(source: Source) -> Callable[..., HttpResponseBase]:
    """A feed in the form asked for, or a redirect to the address it moved to; 304 where the reader has it already."""

    @require_safe
    @wraps(source)
    def view(request: HttpRequest, form: str, **place: str) -> HttpResponseBase:
        with override(settings.LANGUAGE_CODE):
            feed = source(form=form, **place)
            if isinstance(feed, str):
                return HttpResponsePermanentRedirect(feed)
            answer = FORMS[form](feed, whole(request.path))
        etag, changed = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"', int(feed.changed.timestamp())
        answer.headers["ETag"], answer.headers["Last-Modified"] = etag, http_date(changed)
        found = get_conditional_response(request, etag, changed, answer)
        assert found is not None  # an answer was given to begin with
        return found

    return view


@served
def questions(form: str) -> Feed:
    return Feed(title=_("Questions"), page=reverse("questions"), entries=_asked(_listed()))


@served
def waiting(form: str) -> Feed:
    page = f"{reverse('questions')}?sort=waiting"
    return Feed(title=_("Waiting for an answer"), page=page, entries=_asked(_listed().waiting()))


@served
def tag(form: str, slug: str) -> Feed | str:
    place = place_at(shown_tags(), slug)
    if place.slug != slug:
        return reverse("feed_tag", args=[place.slug, form])
    return Feed(title=place.name, page=place.get_absolute_url(), entries=_asked(_listed().filter(tags=place)))


@served
def product(form: str, slug: str) -> Feed | str:
    place = place_at(Product.objects.all(), slug)
    if place.slug != slug:
        return reverse("feed_product", args=[place.slug, form])
    return Feed(title=place.name, page=place.get_absolute_url(), entries=_asked(_listed().filter(products=place)))


@served
def category(form: str, slug: str) -> Feed | str:
    """A category's questions, with those of the categories below it, as on its page."""
    place = place_at(Category.objects.all(), slug)
    if place.slug != slug:
        return reverse("feed_category", args=[place.slug, form])
    below = Q(category=place) | Q(category__parent=place)
    return Feed(title=place.name, page=place.get_absolute_url(), entries=_asked(_listed().filter(below)))


@served
def member(form: str, handle: str) -> Feed | str:
    """What a member asked and answered."""
    found = Member.objects.at_handle(handle, viewer=GUEST)
    if found.handle != handle:
        return reverse("feed_member", args=[found.handle, form])
    entries = _asked(_listed().filter(author=found)) + _answered(found)
    entries.sort(key=lambda entry: (entry.text.published_at, entry.key), reverse=True)
    return Feed(title=found.shown_name, page=found.get_absolute_url(), entries=entries[:NEWEST])


def _listed() -> QuestionQuerySet:
    return Question.objects.visible_to(GUEST).listed()


def _asked(rows: QuestionQuerySet) -> list[Entry]:
    newest = rows.select_related("author").defer("body", "author__password").prefetch_related("tags")
    return [
        Entry(
            key=reverse("question_number", args=[row.pk]),
            address=row.get_absolute_url(),
            title=row.title,
            text=row,
            tags=tuple(tag.name for tag in row.tags.all()),
        )
        for row in newest.order_by("-published_at", "-pk")[:NEWEST]
    ]


def _answered(author: Member) -> list[Entry]:
    rows: Iterable[Any] = Answer.objects.visible_to(GUEST).listed().filter(author=author).select_related("author", "question")
    rows = rows.defer("body", "author__password", "question__body", "question__html")  # type: ignore[attr-defined]
    return [
        Entry(
            key=row.get_absolute_url(),
            address=row.get_absolute_url(),
            title=_("Answer: %(question)s") % {"question": row.question.title},
            text=row,
        )
        for row in rows.order_by("-published_at", "-pk")[:NEWEST]  # type: ignore[attr-defined]
    ]


def _author(text: Text) -> dict[str, str]:
    who = text.author
    return {"name": who.shown_name} if who.erased_at else {"name": who.shown_name, "url": whole(who.get_absolute_url())}


def _as_json(feed: Feed, address: str) -> HttpResponse:
    items = []
    for entry in feed.entries:
        item: dict[str, Any] = {"id": whole(entry.key), "url": whole(entry.address), "title": entry.title}
        item |= {"content_html": entry.html, "date_published": entry.text.published_at, "authors": [_author(entry.text)]}
        if entry.text.edited_at:
            item["date_modified"] = entry.text.edited_at
        if entry.text.language:
            item["language"] = entry.text.language
        if entry.tags:
            item["tags"] = entry.tags
        items.append(item)
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{feed.title} · {brand_name()}",
        "home_page_url": whole(feed.page),
        "feed_url": address,
        "items": items,
    }
    shape = {"ensure_ascii": False}
    return JsonResponse(said, encoder=DjangoJSONEncoder, content_type=TYPES["json"], json_dumps_params=shape)


def _as_atom(feed: Feed, address: str) -> HttpResponse:
    root = ElementTree.Element("feed", xmlns=ATOM)
    _add(root, "id", address)
    _add(root, "title", f"{feed.title} · {brand_name()}")
    _add(root, "updated", feed.changed.isoformat())
    _add(root, "link", rel="self", type=TYPES["atom"], href=address)
    _add(root, "link", rel="alternate", type="text/html", href=whole(feed.page))
    for entry in feed.entries:
        _add_entry(root, entry)
    written = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(written, content_type=f"{TYPES['atom']}; charset=utf-8")


def _add_entry(root: ElementTree.Element, entry: Entry) -> None:
    item = _add(root, "entry")
    if entry.text.language:
        item.set("xml:lang", entry.text.language)
    _add(item, "id", whole(entry.key))
    _add(item, "title", entry.title)
    _add(item, "published", entry.text.published_at.isoformat())
    _add(item, "updated", entry.changed.isoformat())
    _add(item, "link", rel="alternate", type="text/html", href=whole(entry.address))
    who, author = _add(item, "author"), _author(entry.text)
    _add(who, "name", author["name"])
    if "url" in author:
        _add(who, "uri", author["url"])
    for name in entry.tags:
        _add(item, "category", term=name)
    _add(item, "content", entry.html, type="html")


def _add(above: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(above, name, attributes)
    child.text = clean(text) or None  # XML has no way to write a control character
    return child


FORMS: dict[str, Callable[[Feed, str], HttpResponse]] = {"atom": _as_atom, "json": _as_json}
