"""The queue as it is read: a page of what waits, and one thing whole. A number of queries that does not grow with it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Left

from community.frame.prepared import ask
from community.members.models import shown

from .models import KINDS, Act, Appeal, Decision, Item, Report, texts_of

PAGE = 25
SOMEBODY = -7_400_000_000  # stands for an author; no id of ours
COUNTED = 1000  # beyond it the number says "999+": nobody counts 100,000 rows to draw a tab
OF_AUTHOR = 100  # "99+" of one member: whoever decides needs no more
AGAINST = (Act.HIDE, Act.REFUSE, Act.WARN, Act.SUSPEND)
EXCERPT = 240  # characters
SHOWN_REPORTS = 50
ON_ITEM = ("kind", "text_id", "reason", "urgency", "reports_count", "is_held", "marks", "opened_at", "decided_at", "taken_at")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing of the list, with the beginning of its words."""

    item: Item
    excerpt: str


@dataclass(kw_only=True)
class Detail:
    item: Item
    text: Any
    reports: list[Report] = field(default_factory=list)
    right: int = 0  # how often the people who reported it had been right before
    judged: int = 0

    @property
    def address(self) -> str:
        """Its place on the question's page."""
        page = self.item.question.get_absolute_url()
        return page if self.item.kind == "question" else f"{page}#{self.item.kind[0]}{self.text.pk}"


def _listed(items: QuerySet[Item]) -> QuerySet[Item]:
    columns = (*ON_ITEM, "question__title", "question__slug", *shown("author"), "taken_by__name", "taken_by__handle")
    beginning = Case(*map(_beginning, KINDS), output_field=CharField())
    return items.select_related("question", "author", "taken_by").only(*columns).annotate(beginning=beginning)


def page_of(*, after: int | None = None) -> tuple[list[Row], int]:
    """(the rows of a page of what waits, the last one's id where there are more, else 0). `after`: begin behind this item.

    Page 2,000 costs what the first does: it begins in the index, behind the item of the same urgency.
    """
    last = Item.objects.filter(pk=after).first() if after else None
    if last is None:
        found = ask(_first)
    else:
        found = ask(lambda opened_at, pk: _behind(last.urgency, opened_at, pk), last.opened_at, last.pk, shape=last.urgency)
        if len(found) <= PAGE:
            found = [*found, *ask(lambda: _less_urgent(last.urgency), shape=last.urgency)][: PAGE + 1]
    rows = [Row(item=item, excerpt=item.beginning or "") for item in found[:PAGE]]
    return rows, rows[-1].item.pk if len(found) > PAGE else 0


def _first() -> QuerySet[Item]:
    return _listed(Item.objects.waiting())[: PAGE + 1]


def _behind(urgency: int, opened_at: datetime, pk: int) -> QuerySet[Item]:
    last = Item(opened_at=opened_at, pk=pk)
    return _listed(Item.objects.waiting().filter(urgency=urgency).behind(last))[: PAGE + 1]


def _less_urgent(urgency: int) -> QuerySet[Item]:
    return _listed(Item.objects.waiting().filter(urgency__lt=urgency))[: PAGE + 1]


def _beginning(kind: str) -> When:
    """The first words of what an item is about."""
    body = KINDS[kind].objects.filter(pk=OuterRef("text_id")).order_by().values(words=Left("body", EXCERPT))
    return When(kind=kind, then=Subquery(body))


def counts(*, author: int | None = None) -> dict[str, int]:
    """How much waits, and how many appeals; of an author how many texts, and decisions that stand against them.

    Counted to a thousand each, of an author to a hundred, in one query.
    """
    names, sql, values = _counting(author is not None, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [author if value == SOMEBODY else value for value in values])
        found = dict(zip(names, cursor.fetchone(), strict=True))
    return found | {"texts": sum(found.pop(kind, 0) for kind in KINDS)}


@cache
def _counting(about_author: bool, _vendor: str) -> tuple[list[str], str, list[Any]]:
    """(names, a statement, its values with SOMEBODY for the author). Putting it together costs more than the answer."""
    parts: dict[str, QuerySet[Any]] = {"waiting": Item.objects.filter(decided_at=None), "appeals": _unanswered()}
    if about_author:
        parts |= {kind: model.objects.filter(author=SOMEBODY) for kind, model in KINDS.items()}
        undone = Exists(Decision.objects.filter(undoes=OuterRef("pk")))  # a join is made for all before the first is counted
        parts["against"] = Decision.objects.filter(~undone, member=SOMEBODY, act__in=AGAINST)
    limits = {"waiting": COUNTED, "appeals": COUNTED}
    limited = [rows.order_by().values("pk")[: limits.get(n, OF_AUTHOR)].query.sql_with_params() for n, rows in parts.items()]
    asked = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS part{n})" for n, (sql, _values) in enumerate(limited))
    return list(parts), f"SELECT {asked}", [value for _sql, values in limited for value in values]


def _unanswered() -> QuerySet[Appeal]:
    return Appeal.objects.filter(answer=None)


def detail_of(item: Item) -> Detail | None:
    """One thing whole, in two queries; None when its text is gone."""
    found = ask(lambda pk: texts_of(item.kind).filter(pk=pk), item.text_id, shape=item.kind)
    if not found:
        return None
    text, reports = found[0], ask(reports_of, item.pk)
    once = {report.member_id: report for report in reports if report.member_id}.values()
    return Detail(
        item=item,
        text=text,
        reports=reports,
        right=sum(report.right for report in once),
        judged=sum(report.judged for report in once),
    )


def reports_of(item: int) -> QuerySet[Report]:
    """Those that nobody has decided yet, each with how often whoever made it was right before."""
    before = Report.objects.filter(member=OuterRef("member"), was_right__isnull=False).order_by().values("member")
    judged = Subquery(before.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    right = Subquery(before.annotate(n=Count("pk", filter=Q(was_right=True))).values("n"), output_field=IntegerField())
    rows = Report.objects.filter(item=item, decision=None).select_related("member").order_by("pk")
    return rows.annotate(judged=Coalesce(judged, 0), right=Coalesce(right, 0))[:SHOWN_REPORTS]


def appeals() -> QuerySet[Appeal]:
    """Those that nobody has answered, the oldest first."""
    rows = _unanswered().select_related("member", "decision__by", "decision__question", "decision__said")
    return rows.order_by("at", "pk")


def decisions() -> QuerySet[Decision]:
    """The audit: everything that was decided, newest first."""
    return Decision.objects.select_related("by", "member", "question", "said", "undone_by").order_by("-at", "-pk")


def ages() -> Any:
    """Since when the oldest thing waits; None when nothing does."""
    return Item.objects.filter(decided_at=None).order_by("opened_at").values_list("opened_at", flat=True).first()
