"""How a page of the CMS is found and served, in two statements whatever its depth; and the acts around guides."""

import uuid
from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.models import Page
from wagtail.views import serve_chain

from community.forum.models import Answer
from community.frame.remembered import Remembered
from community.members.banner import comes_from_here
from community.verdict import Refused, require

from . import actions, kept
from .models import ArticlePage
from .models.base import SHOWN, SitePage

PAGES = 300  # remembered by each process
READER, A_YEAR = "reader", 365 * 24 * 3600  # the number a guest's browser keeps, once it has said something


def serve(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """A published page by its address.

    Under a language's own prefix it is in that language, and so is the frame around it. Without one, the same address
    speaks the reader's language like every other page here: the translation where there is one, else the original.
    """
    site = kept.site()
    begin, _slash, rest = path.partition("/")
    if begin in site.roots and begin != site.language:
        with translation.override(begin):
            return _show(request, _found(site.roots[begin] + rest)) if path.endswith("/") else _gone()
    if not site.roots:
        raise Http404
    page = _found(site.roots[site.language] + path, language=translation.get_language() or site.language)
    return _show(request, page) if page.page else _elsewhere(site, path)


@dataclass(frozen=True)
class Found:
    """A page and what it says to everybody; None and nothing where there is none."""

    page: Page | None
    content: dict[str, Any] | None = None


_remembered: Remembered[Found] = Remembered(PAGES)


def _found(url_path: str, *, language: str = "") -> Found:
    """Read and drawn once by each process, for all who look, until something it shows has changed."""

    def read() -> Found | None:
        if (page := _at(url_path, language=language)) is None:
            return None
        shown = page.specific
        return Found(shown, shown.content() if isinstance(shown, SitePage) else None)

    if kept.site().restricted:
        page = _at(url_path, language=language)
        return Found(page.specific if page else None)
    key = (url_path, language, translation.get_language(), get_current_timezone_name())
    return _remembered.ask(key, SHOWN, read) or Found(None)


def _at(url_path: str, *, language: str = "") -> Page | None:
    """The published page of that place; in that language if it has been translated."""
    site = kept.site()
    rows = Page.objects.live()
    if not language or language == site.language or language not in site.roots:
        return rows.filter(url_path=url_path).first()
    locale = next(pk for pk, code in site.locales.items() if code == language)
    twins = rows.filter(translation_key__in=rows.filter(url_path=url_path).values("translation_key"))
    found = {page.locale_id: page for page in twins}
    original = next((page for page in found.values() if page.url_path == url_path), None)
    return found.get(locale) or original


def _elsewhere(site: kept.Site, path: str) -> HttpResponsePermanentRedirect:
    """A translation asked for without its language's prefix has one address of its own."""
    paths = [root + path for language, root in site.roots.items() if language != site.language]
    page = Page.objects.live().filter(url_path__in=paths).first() if path and paths else None
    if page is None:
        raise Http404
    return HttpResponsePermanentRedirect(site.path_of(page.url_path, page.locale_id))


def _gone() -> HttpResponseBase:
    raise Http404


def _show(request: HttpRequest, found: Found) -> HttpResponseBase:
    if (shown := found.page) is None:
        raise Http404
    if wrong := shown.check_request_method(request):
        return wrong
    response = _guarded(request, shown) if kept.site().restricted else shown.serve(request, content=found.content)
    if hasattr(response, "render"):
        response.render()  # in the page's language, which ends with this view
    if shown.locale_id in kept.site().locales:
        response.headers["Content-Language"] = kept.site().locales[shown.locale_id]
    return response


def _guarded(request: HttpRequest, page: Page) -> HttpResponseBase:
    """Where some pages are closed: as Wagtail serves them, with its questions for a password or a sign-in."""
    serve = serve_chain
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        serve = wrap(serve)
    for hook in hooks.get_hooks("before_serve_page"):
        if isinstance(answer := hook(page, request, [], {}), HttpResponseBase):
            return answer
    return serve(page, request, [], {})


@csrf_exempt  # a guest's page has no token; what comes from another site is refused by its origin
@require_POST
def useful(request: HttpRequest, pk: int) -> HttpResponse:
    """Was this guide useful? A member's word, or that of a guest's browser: one each, and the last one counts."""
    require(comes_from_here(request))
    page = get_object_or_404(ArticlePage.objects.live().public(), pk=pk)
    said = request.POST.get("said", "")
    if said not in ("yes", "no"):
        raise Refused(_("Say yes or no."), status=400)
    if not ratelimit.consume(request, action="useful"):
        raise Refused(_("Please wait a little before the next one."), status=429, retry_after=60)
    response = redirect(f"{page.url}?said={said}#useful")
    if request.user.is_authenticated:
        actions.say_useful(page, useful=said == "yes", member=request.user)
    else:
        reader = _reader(request)
        actions.say_useful(page, useful=said == "yes", visitor=reader)
        response.set_cookie(READER, str(reader), max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def _reader(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.COOKIES.get(READER, ""))
    except ValueError:
        return uuid.uuid4()


@login_required
@require_POST
def of_answer(request: Any, answer_id: int) -> HttpResponse:
    """Begin a guide with an answer's words, and go on in the CMS."""
    answers = Answer.objects.visible_to(request.user).select_related("question", "author")
    page = actions.draft_of_answer(get_object_or_404(answers, pk=answer_id), by=request.user)
    messages.success(request, _("The guide is begun, as a draft. Its helpers are told when you publish it."))
    return redirect("wagtailadmin_pages:edit", page.pk)
