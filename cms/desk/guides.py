"""What readers said of guides under "Was this useful?", those first that help least."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from cms.pages.models import Asked, Useful
from community.forum.models import Question
from engagement.insights.measures import Figure, Period, share_figure
from engagement.insights.rules import FEWEST


@dataclass(frozen=True, kw_only=True)
class Guide:
    """`asked`: questions that were asked about it, so what its readers did not find in it."""

    pk: int
    title: str
    useful: Figure
    asked: int

    @property
    def edit_address(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.pk])


def told(period: Period) -> tuple[list[Guide], int]:
    """(guides of which at least ten readers said something in the time; how many others somebody said something of)"""
    now, before = (_within(one) for one in (period, period.before))
    said = Useful.objects.filter(now | before, page__live=True).values("page", "page__title").order_by()
    counts = {"n": now, "yes": now & Q(useful=True), "n_before": before, "yes_before": before & Q(useful=True)}
    counted = said.annotate(**{name: Count("pk", filter=which) for name, which in counts.items()})
    every: list[Any] = list(counted)
    rows = [row for row in every if row["n"]]
    enough = [row for row in rows if row["n"] >= FEWEST]
    asked = _asked([row["page"] for row in enough], period)
    found = [_guide(row, asked[row["page"]]) for row in enough]
    return sorted(found, key=lambda guide: (guide.useful.value, -guide.useful.of, guide.pk)), len(rows) - len(enough)


def _within(period: Period) -> Q:
    start, end = period.moments
    return Q(at__gte=start, at__lt=end)


def _asked(pages: list[int], period: Period) -> Counter[int]:
    start, end = period.moments
    listed = Question.objects.listed().filter(published_at__gte=start, published_at__lt=end)
    return Counter(Asked.objects.filter(page__in=pages, question__in=listed).values_list("page", flat=True))


def _guide(row: dict[str, Any], asked: int) -> Guide:
    useful = share_figure("useful", row["yes"], row["n"], (row["yes_before"], row["n_before"]))
    return Guide(pk=row["page"], title=row["page__title"], useful=useful, asked=asked)
