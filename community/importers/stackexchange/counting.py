"""How much of one source the product holds, counted from its tables."""

from typing import Any

from django.db.models import QuerySet, Sum

from community.events.models import Event
from community.forum.models import Answer, Comment, Question, QuestionLink, Tag
from community.members.models import Member

from ..models import ImportedRow
from .votes import DOWN, UP, count


def count_all(source: str) -> dict[str, Any]:
    """The figures of `import_stackexchange --json`."""
    rows = ImportedRow.objects.of(source)
    questions, answers = (
        Question.objects.filter(pk__in=_ids(rows, "question")),
        Answer.objects.filter(pk__in=_ids(rows, "answer")),
    )
    links = QuestionLink.objects.filter(pk__in=_ids(rows, "link"))
    without_post = _without_post(rows)
    return {
        "users": Member.objects.filter(pk__in=_ids(rows.filter(kind="user"), "member")).count(),
        "questions": questions.count(),
        "answers": answers.count(),
        "accepted": questions.exclude(accepted=None).count(),
        "comments": Comment.objects.filter(pk__in=_ids(rows, "comment")).count(),
        "votes_up": _sum(questions, "ups") + _sum(answers, "ups"),
        "votes_down": _sum(questions, "downs") + _sum(answers, "downs"),
        "votes_without_post": {"up": without_post[UP], "down": without_post[DOWN]},
        "tags_in_use": Tag.objects.filter(questions__in=questions).distinct().count(),
        "questions_closed": questions.exclude(closed_at=None).count(),
        "links_duplicate": _links(rows, links, QuestionLink.DUPLICATE),
        "links_linked": _links(rows, links, QuestionLink.LINKED),
        "badges": Event.objects.filter(source=source, name="history.badge").count() + rows.filter(kind="badge").count(),
    }


def _ids(rows: QuerySet[ImportedRow], object_kind: str) -> QuerySet[Any]:
    return rows.filter(object_kind=object_kind).values("object_id")


def _sum(texts: QuerySet[Any], column: str) -> int:
    return texts.aggregate(n=Sum(column))["n"] or 0


def _links(rows: QuerySet[ImportedRow], links: QuerySet[QuestionLink], kind: str) -> int:
    """Links made, and those kept in their row until both their questions are here."""
    made = rows.filter(kind="link", object_id__in=links.filter(kind=kind).values("pk"))
    return made.count() + rows.filter(kind="link", object_id=None, raw__kind=kind).count()


def _without_post(rows: QuerySet[ImportedRow]) -> dict[str, int]:
    """Votes on posts that are no question or answer here: not in the dump, or the texts of tags."""
    kept = rows.filter(kind__in=("votes", "post"), object_id=None).values_list("raw", flat=True)
    total = {UP: 0, DOWN: 0}
    for raw in kept.iterator(chunk_size=500):
        for kind in total:
            total[kind] += count(raw.get("votes", {}), kind)
    return total
