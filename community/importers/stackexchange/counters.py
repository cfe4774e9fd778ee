"""The stored numbers of what was imported, a few hundred rows a statement. The same formulas as `forum.actions.recount`,
which `reconcile` compares them with."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest

from community.forum.models import Answer, Comment, Helped, Question, State
from community.members.models import Member

from ..models import ImportedRow
from .site import Site
from .staging import batches


def recount_texts(site: Site) -> None:
    for ids in site.objects("answer"):
        comments = _of(Comment.objects.filter(answer=OuterRef("pk"), state=State.PUBLISHED), "answer", Count("pk"))
        with transaction.atomic():
            Answer.objects.filter(pk__in=ids).update(comments_count=Coalesce(comments, 0))
    for ids in site.objects("question"):
        standing = Answer.objects.filter(question=OuterRef("pk"), state=State.PUBLISHED)
        by_others = standing.exclude(author=OuterRef("author"))
        with transaction.atomic():
            Question.objects.filter(pk__in=ids).update(
                answers_count=Coalesce(_of(standing, "question", Count("pk")), 0),
                helped_count=Coalesce(_of(standing, "question", Sum("helped_count")), 0),
                first_answer_at=_of(by_others, "question", Min("published_at")),
                last_activity_at=Greatest(
                    F("published_at"), Coalesce(_of(standing, "question", Max("published_at")), F("published_at"))
                ),
            )


def _of(rows: QuerySet, key: str, number: Count | Sum | Min | Max) -> Subquery:
    return Subquery(rows.order_by().values(key).annotate(number=number).values("number"))


def recount_people(site: Site) -> None:
    """People helped, and the marks without a name beside them, of everybody who came with this import."""
    last = site.scratch.last_vote()
    until = date.fromisoformat(last) if last else None
    for ids in _members(site):
        pairs = _of(Helped.objects.filter(helper=OuterRef("pk"), ended_at=None), "helper", Count("pk"))
        standing = Answer.objects.filter(author=OuterRef("pk"), state=State.PUBLISHED, question__state=State.PUBLISHED)
        with transaction.atomic():
            members = Member.objects.filter(pk__in=ids)
            members.update(people_helped=Coalesce(pairs, 0), unnamed_marks=Coalesce(_of(standing, "author", Sum("ups")), 0))
            older = Q(unnamed_marks_until=None) | Q(unnamed_marks_until__lt=until)
            if until:
                members.filter(older, unnamed_marks__gt=0).update(unnamed_marks_until=until)


def _members(site: Site) -> Iterator[list[Any]]:
    mine = ImportedRow.objects.of(site.source, "user", "name").filter(object_kind="member")
    ids = mine.order_by("pk").values_list("object_id", flat=True).iterator(chunk_size=2000)
    yield from batches((pk for pk in ids if pk), 500)
