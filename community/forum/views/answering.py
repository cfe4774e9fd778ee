from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.members.models import Member
from community.verdict import require

from .. import actions, policy
from ..forms import AnswerForm, CommentForm, EditCommentForm, EditForm
from ..models import Answer, Comment, Question
from . import asking, door, drafts, reading
from .asked import Asked
from .composing import composer, owns_of, preview, preview_of
from .page import page_context
from .photos import with_picture


@require_http_methods(["GET", "HEAD", "POST"])
def answer_create(request: HttpRequest, question_id: int) -> HttpResponse:
    """The composer at an address of its own, and where it is sent to."""
    if request.method != "POST":
        return composer(request, question_id)
    return preview(request, question_id) if "preview" in request.POST else _post(request, question_id=question_id)


@door.members_only
def _post(request: door.Request, question_id: int) -> HttpResponse:
    question = door.get_question(request, question_id)
    form = with_picture(request, AnswerForm(request.POST, auto_id="answer-%s"))
    if not form.is_valid() and form.wrong_picture:
        return render(request, "forum/question.html", page_context(request, question, form=form), status=400)
    said = form.said
    try:
        answer = actions.post_answer(
            question,
            body=said.get("body", ""),
            official=said.get("official", False),
            owns=said.get("owns", False),
            submission=said.get("submission"),
            by=request.user,
        )
    except ValidationError as problem:
        status = form.put(problem)
        return render(request, "forum/question.html", page_context(request, question, form=form), status=status)
    drafts.sent(request, f"question:{question_id}", form)
    said_now = _("Your answer is out. You will hear when it helps someone.") if answer.is_published else door.waits()
    return door.sent(request, answer, form, said_now)


@door.members_only
@require_POST
def comment_create(request: door.Request, kind: str, pk: int) -> HttpResponse:
    under = door.get_commentable(request, kind, pk)
    form = CommentForm(request.POST)
    form.is_valid()
    question, answer = (under, None) if isinstance(under, Question) else (under.question, under)
    try:
        comment = actions.post_comment(
            question, answer=answer, body=form.said.get("body", ""), submission=form.said.get("submission"), by=request.user
        )
    except ValidationError as problem:
        status = form.put(problem)
        return _comment_again(request, form, under, status)
    drafts.sent(request, f"comment:{kind}:{pk}", form)
    return _comment_made(request, form, door.get_comment(request, comment.pk), question, answer)


def _comment_again(request: door.Request, form: CommentForm, under: Question | Answer, status: int) -> HttpResponse:
    kind = "question" if isinstance(under, Question) else "answer"
    context: dict[str, object] = {
        "form": form,
        "place": f"comment:{kind}:{under.pk}",
        "under": under,
        "kind": kind,
        "question": door.question_of(under),
        "may": True,
        "open": True,
    }
    if request.htmx:
        return render(request, "forum/partials/comment_form.html", context, status=status)
    context["seen"] = reading.all_comments(request.user, under)
    return render(request, "forum/comments.html", context, status=status)


def _comment_made(
    request: door.Request, form: CommentForm, comment: Comment, question: Question, answer: Answer | None
) -> HttpResponse:
    if not request.htmx:
        return door.to(comment)
    under = answer or question
    context = {
        "seen": reading.see_comment(Asked(request.user), question, comment, answer),
        "under": under,
        "kind": "answer" if answer else "question",
        "sent": form.data.get("submission", ""),
        "may": policy.can_comment(request.user, under),
    }
    return render(request, "forum/partials/comment_made.html", context)


@door.members_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: door.Request, kind: str, pk: int) -> HttpResponse:
    text = door.get_text(request, kind, pk)
    if isinstance(text, Question):
        return asking.edit_question(request, text)
    require(policy.can_edit(request.user, text))
    if "preview" in request.POST:
        sent = with_picture(request, _edit_form(text)(request.POST))
        return preview_of(request, sent, lambda html: _edit_page(request, text, sent, preview=html))
    if request.method == "POST":
        return _post_edit(request, text, f"edit:{kind}:{pk}")
    said = {"body": text.body, "owns": isinstance(text, Answer) and text.owns_id is not None}
    initial = said | drafts.begun(request, f"edit:{kind}:{pk}")
    return _edit_page(request, text, _edit_form(text)(initial=initial))


def _edit_form(text: Answer | Comment) -> type[EditForm | EditCommentForm]:
    return EditForm if isinstance(text, Answer) else EditCommentForm


def _post_edit(request: door.Request, text: Answer | Comment, place: str) -> HttpResponse:
    form = with_picture(request, _edit_form(text)(request.POST))
    if status := form.refusal(lambda: _change(text, said=form.said, by=request.user)):
        return _edit_page(request, text, form, status)
    drafts.sent(request, place, form)
    return door.sent(request, text, form, _("Your change is saved."))


def _edit_page(
    request: door.Request, text: Answer | Comment, form: EditForm | EditCommentForm, status: int = 200, **more: str
) -> HttpResponse:
    kind = "answer" if isinstance(text, Answer) else "comment"
    context = {
        "form": form,
        "place": f"edit:{kind}:{text.pk}",
        "question": text.question,
        "heading": _("Edit your answer") if text.is_by(request.user) and isinstance(text, Answer) else _("Edit"),
        "submit": _("Save"),
        "back": door.address_of(text),
        "owns": owns_of(request.user, text.question) if _may_say(text, request.user) else None,
    }
    return render(request, "forum/edit_text.html", context | more, status=status)


def _may_say(text: Answer | Comment, viewer: Member) -> bool:
    """Whether it can say that its author owns the product: only they know."""
    return isinstance(text, Answer) and text.is_by(viewer) and not text.is_official


def _change(text: Answer | Comment, *, said: dict[str, Any], by: Member) -> None:
    if isinstance(text, Answer):
        actions.edit_answer(text, body=said["body"], reason=said["reason"], owns=said["owns"], by=by)
    else:
        actions.edit_comment(text, body=said["body"], reason=said["reason"], by=by)
