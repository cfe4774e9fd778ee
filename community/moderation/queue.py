"""The queue as it is read: a page of what waits, and one thing whole. A number of queries that does not grow with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Left

from community.members.models import Member, shown

from .models import KINDS, Act, Appeal, Decision, Item, ItemQuerySet, Report, Sanction, text_of

PAGE = 25
COUNTED = 1000  # beyond it the number says "999+": nobody counts 100,000 rows to draw a tab
EXCERPT = 240  # characters
SHOWN_REPORTS = 50
ON_ITEM = ("kind", "text_id", "reason", "urgency", "reports_count", "is_held", "marks", "opened_at", "decided_at", "taken_at")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing of the list, with the beginning of its words."""

    item: Item
    excerpt: str


@dataclass(frozen=True, kw_only=True)
class Author:
    """What the desk says of who wrote it: as a member here, never as a buyer."""

    member: Member
    texts: int
    decisions: int  # that stand against them
    suspended: Sanction | None = None


@dataclass(kw_only=True)
class Detail:
    item: Item
    text: Any
    author: Author
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
    return items.select_related("question", "author", "taken_by").only(*columns)


def page_of(items: ItemQuerySet, *, after: int | None = None) -> tuple[list[Row], int]:
    """(the rows of a page, the last one's id where there are more, else 0). `after`: begin behind this item."""
    if after and (last := Item.objects.filter(pk=after).first()):
        items = items.after(last)
    found = list(_listed(items)[: PAGE + 1])
    rows = rows_of(found[:PAGE])
    return rows, rows[-1].item.pk if len(found) > PAGE else 0


def rows_of(items: Iterable[Item]) -> list[Row]:
    items = list(items)
    words = {(kind, pk): excerpt for kind, pk, excerpt in _beginnings(items)}
    return [Row(item=item, excerpt=words.get((item.kind, item.text_id), "")) for item in items]


def _beginnings(items: list[Item]) -> QuerySet[Any] | list[Any]:
    """The first words of each text, of all three kinds in one query."""
    parts = [_beginning(kind, {item.text_id for item in items if item.kind == kind}) for kind in KINDS]
    return parts[0].union(*parts[1:], all=True) if items else []


def _beginning(kind: str, ids: set[int]) -> QuerySet[Any]:
    texts = KINDS[kind].objects.filter(pk__in=ids).order_by()
    return texts.values_list(Value(kind, output_field=CharField()), "pk", Left("body", EXCERPT))


def counts() -> dict[str, int]:
    """How much waits, and how many appeals; counted to a thousand."""
    waiting = Item.objects.filter(decided_at=None).order_by()[:COUNTED].count()
    return {"waiting": waiting, "appeals": Appeal.objects.filter(answer=None).order_by()[:COUNTED].count()}


def detail_of(item: Item) -> Detail | None:
    """One thing whole, in three queries; None when its text is gone."""
    text = text_of(item.kind, item.text_id)
    if text is None:
        return None
    reports = list(reports_of(item))
    once = {report.member_id: report for report in reports if report.member_id}.values()
    return Detail(
        item=item,
        text=text,
        author=author_of(text.author),
        reports=reports,
        right=sum(report.right for report in once),  # type: ignore[attr-defined]
        judged=sum(report.judged for report in once),  # type: ignore[attr-defined]
    )


def reports_of(item: Item) -> QuerySet[Report]:
    """Those that nobody has decided yet, each with how often whoever made it was right before."""
    before = Report.objects.filter(member=OuterRef("member"), was_right__isnull=False).order_by().values("member")
    judged = Subquery(before.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    right = Subquery(before.annotate(n=Count("pk", filter=Q(was_right=True))).values("n"), output_field=IntegerField())
    rows = item.reports.filter(decision=None).select_related("member").order_by("pk")
    return rows.annotate(judged=Coalesce(judged, 0), right=Coalesce(right, 0))[:SHOWN_REPORTS]


AGAINST = (Act.HIDE, Act.REFUSE, Act.WARN, Act.SUSPEND)


def author_of(member: Member) -> Author:
    """In one query."""

    def number(rows: QuerySet[Any], column: str) -> Any:
        counted = rows.order_by().values(column).annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    mine = OuterRef("pk")
    texts = sum((number(kind.objects.filter(author=mine), "author") for kind in KINDS.values()), Value(0))
    against = Decision.objects.filter(member=mine, act__in=AGAINST, undone_by=None)
    found = Member.objects.filter(pk=member.pk).annotate(n_texts=texts, n_against=number(against, "member"))
    texts_count, decisions = found.values_list("n_texts", "n_against")[0]
    return Author(member=member, texts=texts_count, decisions=decisions)


def appeals() -> QuerySet[Appeal]:
    """Those that nobody has answered, the oldest first."""
    rows = Appeal.objects.filter(answer=None).select_related("member", "decision__by", "decision__question", "decision__said")
    return rows.order_by("at", "pk")


def decisions() -> QuerySet[Decision]:
    """The audit: everything that was decided, newest first."""
    return Decision.objects.select_related("by", "member", "question", "said", "undone_by").order_by("-at", "-pk")


def ages() -> Any:
    """Since when the oldest thing waits; None when nothing does."""
    return Item.objects.filter(decided_at=None).order_by("opened_at").values_list("opened_at", flat=True).first()
