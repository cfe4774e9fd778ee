"""Pieces of a question's page, fetched again when somebody else changed them. Each viewer gets their own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.members.requests import number_of

from . import door, reading
from .asked import Asked


@require_safe
def answer(request: HttpRequest, question_id: int, answer_id: int) -> HttpResponse:
    found = door.get_answer(request, answer_id)
    if found.question_id != question_id:
        raise Http404
    context = {"item": reading.read_answer(request.user, found), "question": found.question}
    return render(request, "forum/partials/answer.html", context)


@require_safe
def comment(request: HttpRequest, question_id: int, comment_id: int) -> HttpResponse:
    found = door.get_comment(request, comment_id)
    if found.question_id != question_id:
        raise Http404
    seen = reading.see_comment(Asked(request.user), found.question, found, found.answer)
    return render(request, "forum/partials/comment.html", {"seen": seen})


@require_safe
def state(request: HttpRequest, question_id: int) -> HttpResponse:
    found = door.get_question(request, question_id)
    return render(
        request, "forum/partials/state_changed.html", {"question": found, "page": reading.read_standing(request.user, found)}
    )


@require_safe
def news(request: HttpRequest, question_id: int) -> HttpResponse:
    """What a page that lost its socket has missed: answers after `after`, but those it knows."""
    found = door.get_question(request, question_id)
    after = number_of(request.GET.get("after", "")) or 0
    known = {number_of(text) or 0 for text in request.GET.get("known", "")[:4000].split(",")}
    ids = reading.newer_answers(request.user, found, after=after, known=known)
    return render(request, "forum/partials/news.html", {"question": found, "ids": ids})
