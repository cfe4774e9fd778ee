"""Where an answer is written: in the question's page, or alone at an address of its own.

A guest's question page holds no form, so that it is the same for every guest and sets no cookie: it leads here.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from .. import policy
from ..forms import AnswerForm
from ..models import Question
from . import door


def composer_context(request: HttpRequest, question: Question) -> dict[str, Any]:
    """What the composer needs, its field filled with what was kept."""
    kept = door.kept_text(request, f"question:{question.pk}")
    verdict = policy.can_answer(request.user, question)
    guest_may = not request.user.is_authenticated and question.is_published and not question.is_closed
    return {
        "question": question,
        "form": AnswerForm(initial={"body": kept.get("body", "")}, auto_id="answer-%s"),
        "kept": bool(kept),
        "may_answer": verdict,
        "writes": bool(verdict) or guest_may and bool(kept),
        "invited": guest_may,
        "speaks": policy.can_answer_officially(request.user),
    }


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
