"""Cases on the desk: what has to be resolved, by whom and by when. Every act is a POST and an action of the room."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from community.forum.models import Answer, Question
from community.members.models import STAFF_GROUPS, Member
from community.verdict import require
from engagement.cases import actions, policy
from engagement.cases.models import Case


def state_of(case: Case) -> str:
    if case.is_late:
        return str(_("late"))
    return str(case.get_state_display())


def due_of(case: Case) -> str:
    return date_format(localtime(case.due_at), "SHORT_DATETIME_FORMAT") if case.due_at else ""


class CaseIndexView(IndexView):
    page_title = gettext_lazy("Cases")
    is_searchable = False
    is_export = False
    paginate_by = 50

    def get_base_queryset(self) -> QuerySet[Case]:
        """What is open, the soonest due first; `?all=1` also what is done."""
        rows = Case.objects.select_related("member", "owner")
        if self.request.GET.get("all"):
            return rows.order_by("-opened_at", "-pk")
        return rows.still_open().order_by("due_at", "pk")

    def order_queryset(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        return queryset

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("summary", label=_("About"), url_name="cases:one"),
            Column("member", label=_("Member"), accessor="member.shown_name"),
            StatusTagColumn("state", label=_("State"), accessor=state_of, primary=lambda case: case.is_open),
            Column("severity", label=_("How urgent"), accessor="get_severity_display"),
            Column("owner", label=_("Who has it"), accessor=lambda case: case.owner.shown_name if case.owner else ""),
            Column("due_at", label=_("Due"), accessor=due_of),
        ]


class NewForm(forms.Form):
    handle = forms.CharField(
        label=gettext_lazy("Member"), help_text=gettext_lazy("Their handle, as in the address of their page.")
    )
    summary = forms.CharField(
        label=gettext_lazy("What it is about"), max_length=300, help_text=gettext_lazy("The member reads it.")
    )
    severity = forms.TypedChoiceField(label=gettext_lazy("How urgent"), coerce=int, choices=Case.Severity.choices, initial=2)

    def clean_handle(self) -> Member:
        try:
            return Member.objects.at_handle(self.cleaned_data["handle"].strip().lstrip("@"), viewer=self.user)
        except Http404:
            raise forms.ValidationError(_("Nobody has this handle.")) from None

    user: Any = None


class AnswerForm(forms.Form):
    outcome = forms.CharField(
        label=gettext_lazy("What came of it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The member reads it, with your name, and is asked some days later whether it worked."),
    )


class HandForm(forms.Form):
    to = forms.ModelChoiceField(label=gettext_lazy("Hand it to"), queryset=Member.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Member.objects.people().filter(groups__name__in=STAFF_GROUPS).distinct().order_by("name", "pk")
        self.fields["to"].queryset = team  # type: ignore[attr-defined]
        self.fields["to"].label_from_instance = lambda member: member.shown_name  # type: ignore[attr-defined]


class WeighForm(forms.Form):
    severity = forms.TypedChoiceField(label=gettext_lazy("How urgent"), coerce=int, choices=Case.Severity.choices)


def _page(request: Any, case: Case, *, status: int = 200, **filled: forms.Form) -> HttpResponse:
    verdict = policy.can_work_on(request.user, case)
    context: dict[str, Any] = {"case": case, "verdict": verdict, "answer_form": AnswerForm(), "hand_form": HandForm()}
    context |= {"own": case.owner_id == request.user.pk, "weigh_form": WeighForm(initial={"severity": case.severity})}
    return render(request, "desk/case.html", context | filled, status=status)


def _case(request: Any, pk: int) -> Case:
    require(policy.can_run_cases(request.user))
    people = ("member", "owner", "answered_by", "opened_by")
    return get_object_or_404(Case.objects.select_related(*people, "question", "answer__question"), pk=pk)


@require_safe
def one(request: Any, pk: int) -> HttpResponse:
    return _page(request, _case(request, pk))


@require_POST
def answer(request: Any, pk: int) -> HttpResponse:
    case, form = _case(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, case, status=400, answer_form=form)
    try:
        actions.answer_case(case, outcome=form.cleaned_data["outcome"], by=request.user)
    except ValidationError as problem:
        form.add_error(None, problem)
        return _page(request, case, status=400, answer_form=form)
    messages.success(request, _("Answered. The member is told."))
    return redirect("cases:index")


@require_POST
def hand(request: Any, pk: int) -> HttpResponse:
    case = _case(request, pk)
    if "take" in request.POST:
        actions.hand_case(case, to=request.user, by=request.user)
        messages.success(request, _("It is yours now."))
        return redirect("cases:one", pk)
    form = HandForm(request.POST)
    if not form.is_valid():
        return _page(request, case, status=400, hand_form=form)
    actions.hand_case(case, to=form.cleaned_data["to"], by=request.user)
    messages.success(request, _("Handed over."))
    return redirect("cases:index")


@require_POST
def weigh(request: Any, pk: int) -> HttpResponse:
    case, form = _case(request, pk), WeighForm(request.POST)
    if not form.is_valid():
        return _page(request, case, status=400, weigh_form=form)
    actions.weigh_case(case, severity=form.cleaned_data["severity"], by=request.user)
    messages.success(request, _("Its time follows: it is due as this page says."))
    return redirect("cases:one", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    require(policy.can_run_cases(request.user))
    form = NewForm(request.POST if request.method == "POST" else None, initial={"handle": request.GET.get("member", "")[:30]})
    form.user = request.user
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        case = actions.open_case(
            said["handle"], kind=Case.Kind.HAND, summary=said["summary"], severity=said["severity"], by=request.user
        )
        messages.success(request, _("Opened."))
        return redirect("cases:one", case.pk)
    return render(request, "desk/case_new.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def from_question(request: Any, question_id: int) -> HttpResponse:
    """A question becomes a case of whoever asked it."""
    return _taken_up(request, Question.objects.select_related("author"), question_id)


@require_POST
def from_answer(request: Any, answer_id: int) -> HttpResponse:
    """An answer becomes a case of whoever wrote it: also complaints come as answers."""
    return _taken_up(request, Answer.objects.select_related("author", "question"), answer_id)


def _taken_up(request: Any, texts: Any, pk: int) -> HttpResponse:
    require(policy.can_run_cases(request.user))
    case = actions.take_up(get_object_or_404(texts.visible_to(request.user), pk=pk), by=request.user)
    messages.success(request, _("%(name)s sees who answers, and by when.") % {"name": case.member.shown_name})
    return redirect("cases:one", case.pk)


class CaseViewSet(ModelViewSet):
    model = Case
    name = "cases"
    icon = "tasks"
    menu_label = gettext_lazy("Cases")
    menu_order = 160
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    form_fields = ["summary"]
    index_view_class = CaseIndexView

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if route.name in ("index", "index_results")] + [
            path("new/", new, name="add"),
            path("of/<int:question_id>/", from_question, name="from_question"),
            path("of-answer/<int:answer_id>/", from_answer, name="from_answer"),
            path("<int:pk>/", one, name="one"),
            path("<int:pk>/answer/", answer, name="answer"),
            path("<int:pk>/hand/", hand, name="hand"),
            path("<int:pk>/urgency/", weigh, name="weigh"),
        ]
