"""The screens of the first day, in the CMS."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from community.forum.models import Question
from community.frame import identity
from community.verdict import Refused, require

from . import actions, bringing
from .forms import FileForm, HelpersForm, MailForm
from .steps import Step, look, steps

Bring = Callable[..., bringing.Report]
EXAMPLES = {
    "products": (bringing.PRODUCT_COLUMNS, ("Aria Duo", "The machine for two cups", "Machines")),
    "questions": (
        bringing.QUESTION_COLUMNS,
        ("How often do I descale it?", "", "Every two months, or when the light asks for it.", "Aria Duo", "care, descaling"),
    ),
}


@require_safe
def launch(request: Any) -> HttpResponse:
    require(actions.can_launch(request.user))
    every = steps()
    context = {"steps": every, "done": sum(step.done for step in every), "following": _following(every)}
    return render(request, "desk/launch/steps.html", context)


def _following(every: list[Step]) -> Step | None:
    return next((step for step in every if not step.done), None)


@require_http_methods(["GET", "HEAD", "POST"])
def products(request: Any) -> HttpResponse:
    return _file(request, "products", _("Products from a file"), bringing.bring_products)


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: Any) -> HttpResponse:
    return _file(request, "questions", _("Questions from a file"), bringing.bring_questions)


def _file(request: Any, kind: str, title: str, bring: Bring) -> HttpResponse:
    """Upload, look, take. Without `sure` nothing is written, and with a wrong line neither."""
    require(actions.can_launch(request.user))
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    context = {"form": form, "kind": kind, "title": title, "columns": EXAMPLES[kind][0], "here": request.path}
    if request.method == "POST" and form.is_valid():
        try:
            report = bring(form.cleaned_data["lines"], sure="sure" in request.POST, by=request.user)
        except bringing.NoTable as problem:
            form.add_error("file", str(problem))
        else:
            if report.written:
                said = {"new": report.new, "known": report.known}
                messages.success(request, _("%(new)s new, %(known)s known before.") % said)
                return redirect("launch")
            return render(request, "desk/launch/report.html", context | {"report": report, "lines": form.cleaned_data["lines"]})
    return render(request, "desk/launch/upload.html", context, status=400 if form.errors else 200)


@require_safe
def example(request: Any, kind: str) -> HttpResponse:
    """A table with the columns and one line, to be filled in any spreadsheet."""
    require(actions.can_launch(request.user))
    if kind not in EXAMPLES:
        raise Refused(_("There is no such file."), status=404)
    lines = "\r\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in EXAMPLES[kind])
    named = {"Content-Disposition": f'attachment; filename="{kind}.csv"'}
    return HttpResponse(f"\ufeff{lines}\r\n", content_type="text/csv; charset=utf-8", headers=named)


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: Any) -> HttpResponse:
    require(actions.can_launch(request.user))
    sent = request.POST if request.method == "POST" else None
    form, problem = MailForm(sent, initial={"address": request.user.email}), ""
    if request.method == "POST" and form.is_valid():
        to = {"address": form.cleaned_data["address"]}
        problem = actions.send_test(to["address"], by=request.user)
        if not problem:
            messages.success(request, _("The mail server took it for %(address)s. Look whether it arrived.") % to)
            return redirect("launch")
    status = 502 if problem else 400 if form.errors else 200
    return render(request, "desk/launch/mail_form.html", {"form": form, "problem": problem}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def helpers(request: Any) -> HttpResponse:
    require(actions.can_launch(request.user))
    form = HelpersForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        owed, left_out = actions.invite_helpers(said["addresses"], words=said["words"], by=request.user)
        words = _("%(n)s mails are on their way.") % {"n": owed}
        if left_out:
            words += " " + _("%(n)s are members or were invited before.") % {"n": left_out}
        messages.success(request, words)
        return redirect("launch")
    return render(request, "desk/launch/helpers.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def skip(request: Any, step: str) -> HttpResponse:
    """Only what says that it can be skipped."""
    if not any(one.key == step and one.skip for one in steps()):
        raise Refused(_("This cannot be left out."), status=400)
    actions.note_done(step, by=request.user)
    return redirect("launch")


urlpatterns = [
    path("launch/", launch, name="launch"),
    path("launch/products/", products, name="launch_products"),
    path("launch/questions/", questions, name="launch_questions"),
    path("launch/<slug:kind>.csv", example, name="launch_example"),
    path("launch/mail/", mail, name="launch_mail"),
    path("launch/helpers/", helpers, name="launch_helpers"),
    path("launch/skip/<slug:step>/", skip, name="launch_skip"),
]


class LaunchMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(gettext_lazy("First steps"), reverse("launch"), name="launch", icon_name="tick-inverse", order=50)

    def is_shown(self, request: Any) -> bool:
        return bool(actions.can_launch(request.user))


class LaunchPanel(Component):
    """On the CMS's first page until everything is done: how far it is, and the next step."""

    name, template_name, order = "launch", "desk/launch/panel.html", 10

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        every = steps(look())
        done = sum(step.done for step in every)
        return {"steps": every, "done": done, "following": _following(every)}


class LatePanel(Component):
    """Questions that wait longer than the brand promised, while there are any."""

    name, template_name, order = "late", "desk/launch/late.html", 20

    def __init__(self) -> None:
        self.questions = late_questions()

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"questions": self.questions, "hours": identity.current().promise}


def late_questions() -> list[Question]:
    """The oldest ten; none without a promise."""
    hours = identity.current().promise
    if not hours:
        return []
    waiting = Question.objects.listed().waiting().filter(first_answer_at=None, by_staff=False)
    late = waiting.filter(published_at__lt=now() - timedelta(hours=hours))
    return list(late.only("title", "slug", "published_at").order_by("published_at")[:10])
