import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.members.requests import MemberRequest

from . import actions, policy
from .forms import MessageForm, SurveyForm
from .models import Case, Survey

SHOWN = 50


def _sent(request: MemberRequest) -> QueryDict | None:
    """What was sent, also when it is nothing."""
    return request.POST if request.method == "POST" else None


@login_required
@require_safe
def cases(request: MemberRequest) -> HttpResponse:
    rows = Case.objects.of(request.user).select_related("owner", "answered_by").order_by("-opened_at", "-pk")[:SHOWN]
    return render(request, "cases/cases.html", {"cases": list(rows)})


@login_required
@require_safe
def case(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    rows = Case.objects.of(request.user).select_related("owner", "answered_by", "question", "answer__question", "member")
    one = get_object_or_404(rows, public_id=public_id)
    return render(request, "cases/case.html", {"case": one, "may_check": policy.can_check(request.user, one)})


@login_required
@require_POST
def check(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    one = get_object_or_404(Case.objects.of(request.user), public_id=public_id)
    worked = request.POST.get("worked") == "1"
    actions.check_case(one, worked=worked, by=request.user)
    said = _("Good. Thank you for telling us.") if worked else _("Then it is open again, and somebody else looks at it.")
    messages.success(request, said)
    return redirect(one)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: MemberRequest) -> HttpResponse:
    """Write to the brand: a private question, with somebody who has to answer it by a time."""
    form = MessageForm(_sent(request), initial={"submission": uuid.uuid4()}, auto_id="message-%s")
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.message_brand(**form.cleaned_data, by=request.user)
        except ValidationError as problem:
            _say(form, problem)
        else:
            messages.success(request, _("Sent. You are told as soon as somebody has answered."))
            return redirect(one)
    return render(request, "cases/message.html", {"form": form}, status=400 if form.errors else 200)


def _say(form: MessageForm, problem: ValidationError) -> None:
    """At its field where it has one here."""
    for field, words in problem.message_dict.items() if hasattr(problem, "error_dict") else [("", problem.messages)]:
        form.add_error(field if field in form.fields else None, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: MemberRequest, survey_id: int) -> HttpResponse:
    one = get_object_or_404(
        Survey.objects.select_related("question", "member"), pk=survey_id, member=request.user, asked_at__isnull=False
    )
    form = SurveyForm(_sent(request), survey=one)
    if request.method == "POST" and form.is_valid():
        answered = actions.answer_survey(one, **form.cleaned_data, by=request.user)
        if answered.case:
            messages.success(request, _("Thank you. Somebody of the team looks at it."))
            return redirect(answered.case)
        messages.success(request, _("Thank you for telling us."))
        return redirect(one.question or request.user)
    return render(request, "cases/survey.html", {"survey": one, "form": form}, status=400 if form.errors else 200)
