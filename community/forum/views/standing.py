"""Taking away and putting back; closing and opening."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.verdict import require

from .. import actions, policy
from ..forms import CloseForm, HideForm
from ..models import Question
from . import door


@door.members_only
@require_POST
def delete(request: door.Request, kind: str, pk: int) -> HttpResponse:
    text = door.get_text(request, kind, pk)
    actions.delete_text(text, by=request.user)
    messages.success(
        request, _("Deleted. You can undo this where it stood."), extra_tags=reverse("text_undelete", args=[kind, pk])
    )
    return door.to(text)


@door.members_only
@require_POST
def undelete(request: door.Request, kind: str, pk: int) -> HttpResponse:
    text = door.get_text(request, kind, pk)
    actions.undelete_text(text, by=request.user)
    messages.success(request, _("It stands again."))
    return door.to(text)


@door.members_only
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: door.Request, kind: str, pk: int) -> HttpResponse:
    text = door.get_text(request, kind, pk)
    require(policy.can_hide(request.user, text))
    form, status = HideForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        status = form.refusal(lambda: actions.hide_text(text, **form.said, by=request.user))
        if status is None:
            back = reverse("text_restore", args=[kind, pk])
            messages.success(request, _("Hidden. Its author sees why, and it can be restored."), extra_tags=back)
            return door.to(text)
    context = {
        "form": form,
        "question": door.question_of(text),
        "heading": _("Hide this"),
        "submit": _("Hide"),
        "back": door.address_of(text),
        "about": text,
    }
    return render(request, "forum/form_page.html", context, status=status)


@door.members_only
@require_POST
def restore(request: door.Request, kind: str, pk: int) -> HttpResponse:
    text = door.get_text(request, kind, pk)
    actions.restore_text(text, by=request.user)
    messages.success(request, _("Restored. Everything it had earned counts again."))
    return door.to(text)


@door.members_only
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: door.Request, question_id: int) -> HttpResponse:
    question = door.get_question(request, question_id)
    require(policy.can_close(request.user, question))
    form, status = CloseForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        status = form.refusal(lambda: _close(request, question, **form.said))
        if status is None:
            messages.success(request, _("Closed. It takes no new answers."))
            return door.to(question)
    context = {
        "form": form,
        "question": question,
        "heading": _("Close this question"),
        "submit": _("Close"),
        "back": question.get_absolute_url(),
    }
    return render(request, "forum/form_page.html", context, status=status)


def _close(request: door.Request, question: Question, *, reason: str, duplicate_of: str) -> None:
    other = _other_question(request, duplicate_of)
    actions.close_question(question, reason=reason, duplicate_of=other, by=request.user)


def _other_question(request: door.Request, typed: str) -> Question | None:
    """The question somebody means by its address or number; None when nothing was typed."""
    if not typed.strip():
        return None
    number = re.search(r"(?:/(?:questions|q)/|^\s*#?)(\d{1,18})(?:/|\s*$)", typed)
    found = Question.objects.visible_to(request.user).filter(pk=int(number[1])).first() if number else None
    if found is None:
        raise ValidationError({"duplicate_of": ValidationError(_("That question was not found."), code="invalid")})
    return found


@door.members_only
@require_POST
def reopen(request: door.Request, question_id: int) -> HttpResponse:
    question = door.get_question(request, question_id)
    actions.reopen_question(question, by=request.user)
    messages.success(request, _("Open again."))
    return door.to(question)
