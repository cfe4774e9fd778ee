"""Where an answer is written: in the question's page, or alone at an address of its own.

A guest's question page holds no form, so that it is the same for every guest and sets no cookie: it leads here.
"""

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from community.text import clean
from community.text import render as render_text
from community.verdict import Refused

from .. import owning, policy, rules
from ..forms import AnswerForm, KeptForm
from ..models import Question
from . import door, drafts, reading
from .photos import with_picture


def composer_context(request: HttpRequest, question: Question, *, page: reading.Page | None = None) -> dict[str, Any]:
    """What the composer needs, its field filled with what was kept. `page`: what was read of the question already."""
    place = f"question:{question.pk}"
    words = drafts.begun(request, place, drafted=page is None or page.drafted)
    verdict = policy.can_answer(request.user, question)
    guest_may = not request.user.is_authenticated and question.is_published and not question.is_closed
    return {
        "question": question,
        "form": SimpleLazyObject(lambda: AnswerForm(initial=words, auto_id="answer-%s")),
        "place": place,
        "kept": bool(words),
        "may_answer": verdict,
        "writes": bool(verdict) or guest_may and bool(words),
        "invited": guest_may,
        "speaks": policy.can_answer_officially(request.user),
        "owns": page.owns if page else owns_of(request.user, question),
    }


def owns_of(viewer: Any, question: Question) -> owning.Owns | None:
    """What the viewer may say in an answer to it."""
    owned = reading.own_acts(viewer, question).owned
    return owning.first_of(owned, question.products.all()) if owned else None


def preview_of(request: HttpRequest, form: KeptForm, page: Callable[[str], HttpResponse]) -> HttpResponse:
    """The text as it will look, by the renderer that will render it: alone for htmx, else within its form's page."""
    if not ratelimit.consume(request, action="preview"):
        raise Refused(_("Please wait a little before the next preview."), status=429, retry_after=60)
    html = render_text(clean(form.data.get("body", "")[: rules.QUESTION_MAX * 2]).strip())
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "forum/partials/preview.html", {"preview": html, "focus": True})
    return page(html)


def _with_preview(request: HttpRequest, question: Question, form: AnswerForm, html: str) -> HttpResponse:
    context = composer_context(request, question) | {"form": form, "preview": html, "writes": True}
    return render(request, "forum/compose.html", context)


def preview(request: HttpRequest, question_id: int) -> HttpResponse:
    question = door.get_question(request, question_id)
    form = with_picture(request, AnswerForm(request.POST, auto_id="answer-%s"))
    return preview_of(request, form, lambda html: _with_preview(request, question, form, html))


@never_cache
def composer(request: HttpRequest, question_id: int) -> HttpResponse:
    """The composer alone: into the question's page for those with scripts, else as a page."""
    question = door.get_question(request, question_id)
    context = composer_context(request, question)
    context["writes"] = bool(context["may_answer"]) or context["invited"]
    if request.htmx:  # type: ignore[attr-defined]
        context["form"].fields["body"].widget.attrs["data-focus"] = ""
        return render(request, "forum/partials/composer.html", context)
    return render(request, "forum/compose.html", context)
