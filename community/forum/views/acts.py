"""The small acts: helped, note, me too, didn't work, accept."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.members.models import Member
from community.verdict import require

from .. import actions, policy
from ..forms import DoubtForm, NoteForm
from ..models import Answer, Doubt
from . import door, reading


@door.members_only
@require_POST
def helped(request: door.Request, answer_id: int) -> HttpResponse:
    """ "This helped me": the button says what it asks for, so that a press sent twice is one."""
    answer = door.get_answer(request, answer_id)
    if request.POST.get("helped") == "0":
        actions.withdraw_mark(answer, by=request.user)
    else:
        actions.mark_helped(answer, by=request.user)
    return _answer_now(request, answer, "forum/partials/helped_changed.html")


def _answer_now(request: door.Request, answer: Answer, partial: str) -> HttpResponse:
    """To htmx the piece that changed, to everybody else the answer's place on its page."""
    if not request.htmx:
        return door.to(answer)
    now = door.get_answer(request, answer.pk)
    return render(request, partial, {"item": reading.read_answer(request.user, now), "question": now.question})


@door.members_only
@require_POST
def note(request: door.Request, answer_id: int) -> HttpResponse:
    answer = door.get_answer(request, answer_id)
    form = NoteForm(request.POST)
    if status := form.refusal(lambda: _write_note(answer, **form.said, by=request.user)):
        return _note_again(request, answer, form, status)
    door.forget_text(request)
    return _answer_now(request, answer, "forum/partials/notes.html")


def _write_note(answer: Answer, *, note: str, outcome: str, seen: str, by: Member) -> None:
    actions.write_note(answer, words=note, outcome=outcome, public=seen == NoteForm.PUBLIC, by=by)


def _note_again(request: door.Request, answer: Answer, form: NoteForm, status: int) -> HttpResponse:
    context = {"form": form, "answer": answer, "question": answer.question, "item": reading.read_answer(request.user, answer)}
    if request.htmx:
        return render(request, "forum/partials/notes.html", context | {"note_form": form}, status=status)
    context |= {"heading": _("Your thank-you note"), "submit": _("Send note"), "back": door.address_of(answer)}
    return render(request, "forum/form_page.html", context, status=status)


@door.members_only
@require_POST
def me_too(request: door.Request, question_id: int) -> HttpResponse:
    question = door.get_question(request, question_id)
    if request.POST.get("me_too") == "0":
        actions.withdraw_me_too(question, by=request.user)
    else:
        actions.say_me_too(question, by=request.user)
    if not request.htmx:
        return door.to(question)
    page = {"question": door.get_question(request, question_id), "me_too": request.POST.get("me_too") != "0"}
    return render(request, "forum/partials/me_too.html", {"page": page, "question": page["question"]})


@door.members_only
@require_POST
def follow(request: door.Request, question_id: int) -> HttpResponse:
    question = door.get_question(request, question_id)
    if request.POST.get("follow") == "0":
        actions.unfollow_question(question, by=request.user)
    else:
        actions.follow_question(question, by=request.user)
    if not request.htmx:
        return door.to(question)
    page = {"question": question, "follows": request.POST.get("follow") != "0", "may": {"follow": True}}
    return render(request, "forum/partials/follow.html", {"page": page, "question": question})


@door.members_only
@require_http_methods(["GET", "HEAD", "POST"])
def doubt(request: door.Request, answer_id: int, kind: str) -> HttpResponse:
    """Didn't work, or out of date: private, with a reason and the version; sent again it can be taken back."""
    answer = door.get_answer(request, answer_id)
    if kind not in Doubt.Kind.values:
        raise Http404
    if request.method == "POST" and request.POST.get("withdraw"):
        actions.withdraw_doubt(answer, kind=kind, by=request.user)
        messages.success(request, _("Taken back."))
        return door.to(answer)
    require(policy.can_doubt(request.user, answer))
    form, status = DoubtForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        status = form.refusal(lambda: actions.doubt_answer(answer, kind=kind, **form.said, by=request.user))
        if status is None:
            messages.success(request, _("Thank you. Only the team sees this; it counts for the order of answers."))
            return door.to(answer)
    return render(request, "forum/doubt.html", _doubt_context(answer, kind, form, request), status=status)


def _doubt_context(answer: Answer, kind: str, form: DoubtForm, request: door.Request) -> dict[str, object]:
    said = Doubt.objects.filter(member=request.user, answer=answer, kind=kind).exists()
    return {
        "answer": answer,
        "question": answer.question,
        "form": form,
        "said": said,
        "heading": Doubt.Kind(kind).label,
        "submit": _("Send"),
        "back": door.address_of(answer),
    }


@door.members_only
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: door.Request, answer_id: int) -> HttpResponse:
    """One press; a page to confirm on only where another accepted answer would be replaced."""
    answer = door.get_answer(request, answer_id)
    if request.method != "POST":
        require(policy.can_accept(request.user, answer))
        context = {"answer": answer, "question": answer.question, "back": door.address_of(answer)}
        return render(request, "forum/accept.html", context)
    replaces = answer.question.accepted_id not in (None, answer.pk)
    actions.accept_answer(answer, by=request.user)
    undo = "" if replaces else reverse("unaccept", args=[answer.pk])  # taking it back would not bring the other one again
    messages.success(request, _("Accepted. The question is solved."), extra_tags=undo)
    return door.to(answer)


@door.members_only
@require_POST
def unaccept(request: door.Request, answer_id: int) -> HttpResponse:
    answer = door.get_answer(request, answer_id)
    actions.unaccept_answer(answer, by=request.user)
    messages.success(request, _("Taken back. The question is open again."))
    return door.to(answer)
