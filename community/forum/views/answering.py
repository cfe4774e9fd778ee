from django.contrib import messages
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
from . import asking, door, reading
from .composing import composer
from .page import page_context


@require_http_methods(["GET", "HEAD", "POST"])
def answer_create(request: HttpRequest, question_id: int) -> HttpResponse:
    """The composer at an address of its own, and where it is sent to."""
    if request.method == "POST":
        return _post(request, question_id=question_id)
    return composer(request, question_id)


@door.members_only
def _post(request: door.Request, question_id: int) -> HttpResponse:
    question = door.get_question(request, question_id)
    form = AnswerForm(request.POST, auto_id="answer-%s")
    form.is_valid()
    said = form.said
    try:
        answer = actions.post_answer(
            question,
            body=said.get("body", ""),
            official=said.get("official", False),
            submission=said.get("submission"),
            by=request.user,
        )
    except ValidationError as problem:
        status = form.put(problem)
        return render(request, "forum/question.html", page_context(request, question, form=form), status=status)
    door.forget_text(request)
    messages.success(request, _("Your answer is out. You will hear when it helps someone."))
    return door.to(answer)


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
    door.forget_text(request)
    return _comment_made(request, door.get_comment(request, comment.pk), question, answer)


def _comment_again(request: door.Request, form: CommentForm, under: Question | Answer, status: int) -> HttpResponse:
    kind = "question" if isinstance(under, Question) else "answer"
    context: dict[str, object] = {
        "form": form,
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


def _comment_made(request: door.Request, comment: Comment, question: Question, answer: Answer | None) -> HttpResponse:
    if not request.htmx:
        return door.to(comment)
    under = answer or question
    context = {
        "seen": reading.see_comment(request.user, question, comment, answer),
        "under": under,
        "kind": "answer" if answer else "question",
        "form": CommentForm(),
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
    make = EditForm if isinstance(text, Answer) else EditCommentForm
    form = (
        make(request.POST)
        if request.method == "POST"
        else make(initial={"body": text.body} | door.kept_text(request, request.path))
    )
    status = None
    if form.is_bound:
        status = form.refusal(lambda: _change(text, **form.said, by=request.user))
        if status is None:
            door.forget_text(request)
            return door.to(text)
    context = {
        "form": form,
        "question": text.question,
        "heading": _("Edit your answer") if text.is_by(request.user) and isinstance(text, Answer) else _("Edit"),
        "submit": _("Save"),
        "back": door.address_of(text),
    }
    return render(request, "forum/form_page.html", context, status=status)


def _change(text: Answer | Comment, *, by: Member, **said: str) -> None:
    if isinstance(text, Answer):
        actions.edit_answer(text, **said, by=by)
    else:
        actions.edit_comment(text, **said, by=by)
