"""Which text or decision is meant, and where it stands on its page."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from community.forum.gone import gone_or_unknown
from community.forum.models import Question, State, Text
from community.verdict import Refused

from ..models import KINDS, Decision, kind_of, text_of


def members_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A guest is led to sign-in and comes back to a page that opens."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        back = request.path if request.method in ("GET", "HEAD") else _way_back(**kwargs)
        return HttpResponseRedirect(f"{reverse('account_login')}?next={quote(back)}")

    return guarded


def _way_back(**place: Any) -> str:
    if "question_id" in place:
        return reverse("question_short", args=[place["question_id"]])
    if place.get("kind") in ("question", "answer"):
        return reverse("question_short" if place["kind"] == "question" else "answer", args=[place["pk"]])
    return reverse("questions") if "kind" in place else reverse("decisions")


def get_text(request: HttpRequest, kind: str, pk: int) -> Text:
    """The text if the viewer may see it; else 410 or 404."""
    if kind not in KINDS:
        raise Http404
    found = text_of(kind, pk)
    if found is None or not KINDS[kind].objects.visible_to(request.user).filter(pk=pk).exists():
        raise gone_or_unknown(found)
    text: Text = found
    return text


def get_question(request: HttpRequest, pk: int) -> Question:
    question = get_text(request, "question", pk)
    assert isinstance(question, Question)
    return question


def question_of(text: Text) -> Question:
    return text if isinstance(text, Question) else text.question  # type: ignore[attr-defined]


def address_of(text: Text) -> str:
    """The place of a text on its question's page."""
    page = question_of(text).get_absolute_url()
    return page if isinstance(text, Question) else f"{page}#{kind_of(text)[0]}{text.pk}"


def to(text: Text) -> HttpResponseRedirect:
    return HttpResponseRedirect(address_of(text))


def other_question(request: HttpRequest, typed: str) -> Question | None:
    """The question somebody means by its address or number; None when nothing was typed."""
    if not typed.strip():
        return None
    number = re.search(r"(?:/(?:questions|q)/|^\s*#?)(\d{1,18})(?:/|\s*$)", typed)
    found = Question.objects.visible_to(request.user).filter(pk=int(number[1])).first() if number else None
    if found is not None and found.state == State.MERGED:
        found = found.merged_into
    if found is None:
        raise ValidationError({"duplicate_of": ValidationError(_("That question was not found."), code="invalid")})
    return found


def get_decision(request: HttpRequest, pk: int) -> Decision:
    """With all that a policy looks at; 404 where it is about somebody else."""
    rows = Decision.objects.visible_to(request.user).select_related(
        "member", "question", "said", "undone_by", "appeal__answer__said"
    )
    found: Decision | None = rows.filter(pk=pk).first()
    if found is None:
        raise Refused(_("There is nothing here, or it is not open to you."), status=404)
    return found
