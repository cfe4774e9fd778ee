"""The figures on the desk: one page, the same numbers as files, and the goals."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.menu import MenuItem

from community.members.models import Member
from community.verdict import require
from engagement.connections.export import as_csv
from engagement.insights import actions
from engagement.insights.figures import FEW_ROWS, PERIODS, Board
from engagement.insights.measures import Figure, Period
from engagement.insights.models import Figures, Goal
from engagement.insights.policy import can_read_insights

from . import charts, figure_words, guides


def _board(request: HttpRequest) -> Board:
    """Of the weeks the address names; twelve otherwise."""
    weeks = request.GET.get("weeks", "12")
    return Board(Period.of(int(weeks) if weeks.isdecimal() and int(weeks) in PERIODS else 12))


@require_safe
def insights(request: Any) -> HttpResponse:
    require(can_read_insights(request.user))
    board = _board(request)
    return render(request, "desk/insights.html", {"board": board, "periods": PERIODS} | _parts(board))


def _parts(board: Board) -> dict[str, Any]:
    even = board.evenness
    told, others = guides.told(board.period)
    return {
        "figures": [figure_words.card(figure) for figure in board.figures],
        "weekly": _weekly(board),
        "top": figure_words.card(board.top),
        "even": even,
        "even_part": figure_words.percent(even["part"]) if even else "",
        "even_given": figure_words.percent(even["given"]) if even else "",
        "even_chart": charts.curve(even["points"], (even["part"], even["given"]), says=_even_says(even)) if even else "",
        "journey": _journey(board),
        "needs": [(need, figure_words.card(need.solved), figure_words.card(need.first), _spark(need)) for need in board.needs],
        "stages": [figure_words.card(figure) for figure in board.stages],
        "first_helpers": board.first_helpers[:FEW_ROWS],
        "not_found": board.not_found[:FEW_ROWS],
        "guides": [(guide, figure_words.card(guide.useful)) for guide in told[:FEW_ROWS]],
        "other_guides": others,
    }


def _weekly(board: Board) -> Any:
    weeks = board.weekly
    series = [
        charts.Series(name=_("Members"), numbers=[week.by_members for week in weeks], kind="one"),
        charts.Series(name=_("The team"), numbers=[week.by_team for week in weeks], kind="two"),
    ]
    says = _("Accepted answers a week: by members %(members)d in all, by the team %(team)d.") % {
        "members": sum(series[0].numbers),
        "team": sum(series[1].numbers),
    }
    return charts.lines(series, [date_format(week.start, "MONTH_DAY_FORMAT") for week in weeks], says=says)


def _even_says(even: dict[str, Any]) -> str:
    said = {"part": figure_words.percent(even["part"]), "given": figure_words.percent(even["given"])}
    return _("%(part)s of the members who answered gave %(given)s of the accepted answers.") % said


def _journey(board: Board) -> list[tuple[figure_words.Card, float]]:
    """Each step with its length beside the first one, in percent."""
    most = max((figure.of for figure in board.journey), default=0)
    return [(figure_words.card(figure), 100 * figure.of / most if most and not figure.few else 0) for figure in board.journey]


def _spark(need: Any) -> Any:
    says = _("Questions a week, the latest %(n)d.") % {"n": need.weekly[-1] if need.weekly else 0}
    return charts.spark(need.weekly, says=says)


# --- files ---


def _said(figure: Figure) -> list[Any]:
    names = ("value", "before", "low", "high", "goal")
    return [figure.key, figure.kind, *("" if (one := getattr(figure, name)) is None else one for name in names), figure.of]


FIGURE_COLUMNS = ("figure", "kind", "value", "before", "low", "high", "goal", "of")


def _figure_lines(*figures: Figure) -> Iterator[list[Any]]:
    return (_said(figure) for figure in figures)


def _carrier_lines(board: Board) -> Iterator[list[Any]]:
    handles = dict(Member.objects.filter(pk__in=[pk for pk, _n in board.carriers]).values_list("pk", "handle"))
    return ([handles[pk], n] for pk, n in board.carriers)


def _need_lines(board: Board) -> Iterator[list[Any]]:
    for need in board.needs:
        said = (None if need.few else need.asked, need.solved.value, need.first.value)
        yield [need.product.slug, *("" if value is None else value for value in said)]


def _guide_lines(board: Board) -> Iterator[list[Any]]:
    for guide in guides.told(board.period)[0]:
        useful = guide.useful
        yield [guide.title, useful.value, useful.low, useful.high, useful.of, guide.asked]


FILES: dict[str, Any] = {
    "figures": (FIGURE_COLUMNS, lambda board: _figure_lines(*board.figures, board.top)),
    "weekly": (("week", "by_members", "by_team"), lambda board: ([w.start, w.by_members, w.by_team] for w in board.weekly)),
    "carriers": (("member", "accepted_answers"), _carrier_lines),
    "journey": (FIGURE_COLUMNS, lambda board: _figure_lines(*board.journey)),
    "products": (("product", "asked", "solved_in_week", "first_answer_minutes"), _need_lines),
    "stages": (FIGURE_COLUMNS, lambda board: _figure_lines(*board.stages)),
    "guides": (("guide", "useful", "low", "high", "readers", "questions_asked_about_it"), _guide_lines),
    "first-helpers": (("member", "people_helped"), lambda board: ([m.handle, m.people_helped] for m in board.first_helpers)),
    "not-found": (
        ("question", "me_too", "answers", "address"),
        lambda board: ([q.title, q.me_too_count, q.answers_count, q.get_absolute_url()] for q in board.not_found),
    ),
}


@require_safe
def file(request: Any, part: str) -> HttpResponse:
    require(can_read_insights(request.user))
    if part not in FILES:
        raise Http404
    columns, lines = FILES[part]
    response = HttpResponse("".join(as_csv(columns, lines(_board(request)))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{part}.csv"'
    return response


# --- goals ---


class GoalsForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for figure in Figures:
            self.fields[figure.value] = forms.IntegerField(label=figure.label, required=False, min_value=1, max_value=10**9)


@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: Any) -> HttpResponse:
    require(can_read_insights(request.user))
    form = GoalsForm(request.POST if request.method == "POST" else None, initial=Goal.all_of())
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_goals(form.cleaned_data, by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("The goals are kept."))
            return redirect("insights")
    return render(request, "desk/goals.html", {"form": form}, status=400 if form.errors else 200)


urlpatterns = [
    path("insights/", insights, name="insights"),
    path("insights/goals/", goals, name="insights_goals"),
    path("insights/<slug:part>.csv", file, name="insights_file"),
]


class InsightsMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(gettext_lazy("Insights"), reverse("insights"), name="insights", icon_name="view", order=150)

    def is_shown(self, request: Any) -> bool:
        return bool(can_read_insights(request.user))
