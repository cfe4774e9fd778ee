"""Deciding in place, on the question's page: the same acts as in the queue, with a reason, told to the author."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.forum import policy as forum
from community.forum.forms import TextForm
from community.forum.models import Category, Question, Text
from community.members.requests import MemberRequest
from community.verdict import require

from .. import actions, policy
from ..forms import CloseForm, DuplicateForm, HideForm, MoveForm
from ..models import Decision
from . import finding

form_page = require_http_methods(["GET", "HEAD", "POST"])


def show(request: MemberRequest, text: Text, form: TextForm, status: int | None, **words: Any) -> HttpResponse:
    context = {"form": form, "question": finding.question_of(text), "back": finding.address_of(text), "about": text}
    return render(request, "forum/form_page.html", context | words, status=status)


def undoable(request: MemberRequest, decision: Decision, words: str) -> None:
    """A word of what was done, with the button that takes it back."""
    messages.success(request, words, extra_tags=reverse("decision_undo", args=[decision.pk]))


@finding.members_only
@form_page
def hide(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    text = finding.get_text(request, kind, pk)
    require(policy.can_judge(request.user, text))
    require(forum.can_hide(request.user, text))
    form, status = HideForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        done: list[Decision] = []
        status = form.refusal(
            lambda: done.append(actions.hide(text, reason=form.said["reason"], words=form.said["note"], by=request.user))
        )
        if status is None:
            undoable(request, done[0], _("Hidden. Its author is told why, and it can be restored."))
            return finding.to(text)
    return show(request, text, form, status, heading=_("Hide this"), submit=_("Hide"))


@finding.members_only
@require_POST
def restore(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    text = finding.get_text(request, kind, pk)
    actions.restore(text, by=request.user)
    messages.success(request, _("Restored. Everything it had earned counts again."))
    return finding.to(text)


@finding.members_only
@form_page
def close(request: MemberRequest, question_id: int) -> HttpResponse:
    question = finding.get_question(request, question_id)
    require(forum.can_close(request.user, question))
    form, status = CloseForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        done: list[Decision] = []
        status = form.refusal(
            lambda: done.append(actions.close(question, reason=form.said["reason"], words=form.said["note"], by=request.user))
        )
        if status is None:
            undoable(request, done[0], _("Closed. It takes no new answers."))
            return finding.to(question)
    return show(request, question, form, status, heading=_("Close this question"), submit=_("Close"))


@finding.members_only
@form_page
def duplicate(request: MemberRequest, question_id: int) -> HttpResponse:
    question = finding.get_question(request, question_id)
    require(forum.can_close(request.user, question))
    form, status = DuplicateForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        done: list[Decision] = []
        status = form.refusal(lambda: done.append(_join(request, question, **form.said)))
        if status is None:
            undoable(request, done[0], _("Joined. Its address leads here from now on."))
            return finding.to(Question.objects.get(pk=done[0].details["into"]))
    return show(request, question, form, status, heading=_("This was asked before"), submit=_("Join the two"))


def _join(request: MemberRequest, question: Question, *, duplicate_of: str, note: str) -> Decision:
    other = finding.other_question(request, duplicate_of)
    if other is None:
        raise ValidationError({"duplicate_of": _("Name the other question by its address or number.")})
    return actions.mark_duplicate(question, of=other, words=note, by=request.user)


@finding.members_only
@require_POST
def reopen(request: MemberRequest, question_id: int) -> HttpResponse:
    question = finding.get_question(request, question_id)
    actions.reopen(question, by=request.user)
    messages.success(request, _("Open again."))
    return finding.to(question)


@finding.members_only
@form_page
def move(request: MemberRequest, question_id: int) -> HttpResponse:
    question = finding.get_question(request, question_id)
    require(forum.can_close(request.user, question))
    sent, now_in = request.POST if request.method == "POST" else None, {"category": question.category_id}
    form, status = MoveForm(sent, initial=now_in, categories=Category.objects.all()), None
    if form.is_bound:
        done: list[Decision] = []
        status = form.refusal(
            lambda: done.append(actions.move(question, category=form.chosen, words=form.said["note"], by=request.user))
        )
        if status is None:
            undoable(request, done[0], _("Moved."))
            return finding.to(question)
    return show(request, question, form, status, heading=_("Move this question"), submit=_("Move"))


@finding.members_only
@require_POST
def undo(request: MemberRequest, decision_id: int) -> HttpResponse:
    decision = finding.get_decision(request, decision_id)
    actions.undo(decision, by=request.user)
    messages.success(request, _("Taken back. Everything is as it was before."))
    if decision.kind and decision.text_id:
        return finding.to(finding.get_text(request, decision.kind, decision.text_id))
    return HttpResponseRedirect(decision.member.get_absolute_url())
