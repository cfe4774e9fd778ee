import time
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.frame import drawing
from community.frame.guests import keep
from community.verdict import require

from .. import policy
from ..forms import CommentForm
from ..models import PUBLIC, Question
from . import door, drafts, reading, shared
from .composing import composer_context

NOTES_A_PAGE = 100


@require_safe
def question(request: HttpRequest, question_id: int, slug: str = "") -> HttpResponse:
    known = shared.find(request.user, question_id)
    began = time.monotonic()  # after it was heard what has changed, before anything is read
    found = known.question if known else door.find_question(request, question_id)
    if found is None or found.merged_into_id:
        found = merged_into(request, question_id) or door.get_question(request, question_id)
    if found.pk != question_id or slug != found.slug:
        return HttpResponsePermanentRedirect(_with_query(found.get_absolute_url(), request))
    context = page_context(request, found, known=known.read if known else None)
    page = context["page"]
    if known is None:
        shared.keep(request.user, page, began=began)
    return keep(drawing.page(request, "forum/question.html", context), reading.topics_of(found, page.read))


def merged_into(request: HttpRequest, question_id: int) -> Question | None:
    """Where a public question that was merged went on, if the viewer may open that. Of a private one nothing is said."""
    merged = Question.objects.filter(pk=question_id, visibility=PUBLIC, merged_into__isnull=False)
    return Question.objects.visible_to(request.user).filter(pk__in=merged.values("merged_into")).first()


def _with_query(address: str, request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def page_context(request: HttpRequest, found: Question, *, known: reading.Read | None = None, **more: Any) -> dict[str, Any]:
    """The page of a question; `form` is the composer, filled with what was refused or kept."""
    sort = "newest" if request.GET.get("sort") == "newest" else "best"
    everything = request.GET.get("answers") == "all"
    page = reading.read_page(request.user, found, sort=sort, everything=everything, known=known)
    context = composer_context(request, found, page=page) | {
        "page": page,
        "unsent": door.unsent_note(request, [item.answer.pk for item in page.answers]),
    }
    context["fresh"] = not (more or context["unsent"] or context["kept"])
    return context | more


@require_safe
def answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    """The permanent address of an answer: to its place on its question's page."""
    found = door.get_answer(request, answer_id)
    page = found.question.get_absolute_url()
    every = "?answers=all" if found.question.answers_count > reading.ANSWERS_SHOWN else ""
    return HttpResponseRedirect(f"{page}{every}#a{found.pk}")


@require_safe
def notes(request: HttpRequest, answer_id: int) -> HttpResponse:
    """The public thank-you notes of an answer, newest first: the latest hundred."""
    found = door.get_answer(request, answer_id)
    rows = reading.public_notes().filter(answer=found).order_by("-noted_at", "-pk")[:NOTES_A_PAGE]
    return render(request, "forum/notes.html", {"answer": found, "question": found.question, "notes": list(rows)})


@require_safe
def comments(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Every comment under a question or an answer, and the field to write one."""
    under = door.get_commentable(request, kind, pk)
    seen = reading.all_comments(request.user, under)
    may = policy.can_comment(request.user, under)
    place = f"comment:{kind}:{pk}"
    form = CommentForm(initial=drafts.begun(request, place))
    context = {
        "place": place,
        "under": under,
        "question": door.question_of(under),
        "kind": kind,
        "seen": seen,
        "may": may,
        "form": form,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "forum/partials/comments.html", context)
    return render(request, "forum/comments.html", context)


@require_safe
def revisions(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What stood there before, newest first; the text as it is now on top."""
    text = door.get_text(request, kind, pk)
    require(policy.can_see_revisions(request.user, text))
    rows = list(text.revisions.select_related("by"))
    context = {"text": text, "kind": kind, "question": door.question_of(text), "revisions": rows, "back": door.address_of(text)}
    return render(request, "forum/revisions.html", context)
