"""What a member's page shows of the forum: whom they helped, and with which answers."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate

from community.members.models import Member
from community.members.panels import Panel, panel

from .models import Answer, Helped, Mark, Question

SHOWN_FROM = 3  # people helped; below it the number says less than the best answer
MONTHS = 12
BEST = 5


@panel(place="main", order=10)
def impact(viewer: Any, member: Member) -> Panel:
    """People helped as the largest number (from 3 on), beside it imported marks; below it what was done for that."""
    answers = listed_answers(viewer, member)
    accepted = Question.objects.listed().filter(accepted__in=answers).count()
    notes = Mark.objects.filter(answer__in=answers, withdrawn_at=None).exclude(note="").count()
    questions = Question.objects.visible_to(viewer).listed().filter(author=member).count()
    shown = member.people_helped >= SHOWN_FROM
    months = helped_by_month(member) if shown else []
    context = {
        "member": member,
        "shown": shown,
        "this_month": months[-1][1] if months else 0,
        "months": months,
        "line": line_through([count for _month, count in months]),
        "accepted": accepted,
        "notes": notes,
        "questions": questions,
        "best": None if shown else best_answers(viewer, member)[:1].first(),
    }
    return Panel(template="forum/panel_impact.html", context=context, written=bool(questions))


@panel(place="main", order=30)
def best(viewer: Any, member: Member) -> Panel | None:
    """The answers that helped most."""
    answers = list(best_answers(viewer, member)[:BEST])
    return Panel(template="forum/panel_best.html", context={"answers": answers}, written=True) if answers else None


def listed_answers(viewer: Any, member: Member) -> Any:
    return Answer.objects.visible_to(viewer).listed().filter(author=member)


def best_answers(viewer: Any, member: Member) -> Any:
    rows = listed_answers(viewer, member).select_related("question").defer("body", "html", "question__body", "question__html")
    return rows.order_by("-helped_count", "-ups", "-pk")


def helped_by_month(member: Member) -> list[tuple[date, int]]:
    """How many people a member began to help in each of the last twelve months, this one last."""
    today = localdate()
    firsts = [date(*month_of(today.year, today.month - back), 1) for back in reversed(range(MONTHS))]
    rows = Helped.objects.filter(helper=member, ended_at=None, since__date__gte=firsts[0])
    counted = rows.annotate(month=TruncMonth("since")).values_list("month").annotate(n=Count("pk"))
    by_month = {month.date(): n for month, n in counted}
    return [(first, by_month.get(first, 0)) for first in firsts]


def month_of(year: int, month: int) -> tuple[int, int]:
    """(2026, 0) is December 2025."""
    return year + (month - 1) // 12, (month - 1) % 12 + 1


def line_through(values: list[int], *, width: int = 320, height: int = 56) -> str:
    """The points of a line over the values, for an SVG path; "" when there is nothing to draw."""
    top = max(values, default=0)
    if not top:
        return ""
    step = width / (len(values) - 1)
    return "L".join(f"{place * step:.1f} {height - 3 - value / top * (height - 8):.1f}" for place, value in enumerate(values))
