"""Texts on their way: kept while they are written, found again in their place, listed for their owner."""

import re
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.verdict import Refused

from .. import actions, rules
from ..forms import KeptForm
from ..models import Draft, Question
from . import door

PLACE = re.compile(
    r"ask|(?:(?P<act>question)|comment:(?P<under>question|answer)|edit:(?P<kind>question|answer|comment)):(?P<pk>[0-9]{1,18})"
)


def begun(request: HttpRequest, place: str, *, drafted: bool = True) -> dict[str, Any]:
    """What a form begins with: what was typed before signing in, else the draft of this place. `draft` names its writer."""
    row = Draft.objects.visible_to(request.user).filter(place=place).first() if drafted else None
    kept = door.kept_text(request, place if place.startswith("question:") else request.path)
    if kept or row is None:
        return kept
    return row.words | {"draft": row.writer}


def sent(request: door.Request, place: str, form: KeptForm) -> None:
    """The form did its work: nothing of it is kept any longer."""
    door.forget_text(request)
    actions.forget_draft(place, writers=form.writers, by=request.user)


def _question_of(request: HttpRequest, place: str) -> Question | None:
    """The question a place belongs to; 404 where there is no such place for this viewer."""
    found = PLACE.fullmatch(place)
    if found is None:
        raise Refused(_("There is nothing here, or it is not open to you."), status=404)
    if found["pk"] is None:
        return None
    return door.question_of(door.get_text(request, found["act"] or found["under"] or found["kind"], int(found["pk"])))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@require_POST
def save(request: door.Request) -> HttpResponse:
    """Keep what stands in the form: 200 saved, 409 with the other text where another form wrote since, 401 signed out."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    place, said = request.POST.get("place", ""), request.POST
    question, writer = _question_of(request, place), _uuid(said.get("submission", ""))
    if writer is None or any(len(said.get(name, "")) > most for name, most in rules.DRAFT_WORDS.items()):
        return JsonResponse({}, status=413 if writer else 400)
    words: dict[str, Any] = {name: said[name].replace("\0", "") for name in rules.DRAFT_WORDS if name in said}
    if "title" in words:
        words["products"] = [pk[:20] for pk in said.getlist("products")[: door.KEPT_PRODUCTS]]
    over = _uuid(said.get("draft", ""))
    row = actions.save_draft(place, words=words, writer=writer, over=over, question=question, by=request.user)
    if row and row.writer != writer:
        return JsonResponse({"words": row.words, "writer": row.writer}, status=409)
    return JsonResponse({"kept": row is not None})


@require_safe
def draft(request: door.Request) -> HttpResponse:
    """What is kept for one place, for a form that is filled when it is opened."""
    row = Draft.objects.visible_to(request.user).filter(place=request.GET.get("place", "").replace("\0", "")).first()
    return JsonResponse({"words": row.words, "writer": row.writer} if row else {})


@door.members_only
@require_safe
def drafts(request: door.Request) -> HttpResponse:
    """What the member began and did not send, the latest first."""
    rows = list(Draft.objects.visible_to(request.user).select_related("question").order_by("-saved_at", "-pk"))
    seen = Question.objects.visible_to(request.user).filter(pk__in=[row.question_id for row in rows])
    open_to_me = set(seen.values_list("pk", flat=True))
    listed = [{"draft": row, "address": _address(row), "open": row.question_id in open_to_me} for row in rows]
    return render(request, "forum/drafts.html", {"drafts": listed})


def _address(draft: Draft) -> str:
    act, _colon, pk = draft.place.rpartition(":")
    if act == "question":
        return reverse("answer_create", args=[pk])
    if act.startswith("comment:"):
        return reverse("comments", args=[act.removeprefix("comment:"), pk])
    return reverse("text_edit", args=[act.removeprefix("edit:"), pk]) if act else reverse("ask")


@door.members_only
@require_POST
def delete(request: door.Request, pk: int) -> HttpResponse:
    if draft := Draft.objects.visible_to(request.user).filter(pk=pk).first():
        actions.delete_draft(draft, by=request.user)
    return HttpResponseRedirect(reverse("drafts"))
