"""Everything that was decided, newest first: filtered by who, what and about whom, and as a file."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from community.members import rules as names
from community.members.models import MODERATORS, OWNERS, Member
from community.members.requests import number_of
from community.moderation import actions, policy, queue
from community.moderation.models import Act, Decision

from .queue import frame, guarded

PAGE = 50
COLUMNS = (
    "number", "at", "act", "kind", "text", "question", "member", "by", "reason", "until", "undoes", "after appeal", "words",
)  # fmt: skip


def _chosen(request: Any) -> tuple[QuerySet[Decision], dict[str, str]]:
    """(the decisions that were asked for, what was asked); what makes no sense is as not asked."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("by", "act", "member", "wave", "after")}
    rows = queue.decisions()
    if by := number_of(asked["by"]):
        rows = rows.filter(by=by)
    if asked["act"] in Act.values:
        rows = rows.filter(act=asked["act"])
    if asked["member"]:
        rows = rows.filter(member__handle=names.normalise(asked["member"].removeprefix("@")))
    if asked["wave"]:
        rows = rows.filter(details__wave=asked["wave"])
    return rows, asked


@require_safe
@guarded
def done(request: Any) -> HttpResponse:
    rows, asked = _chosen(request)
    if (after := number_of(asked["after"])) is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE + 1])
    moderators = Member.objects.filter(groups__name__in=(MODERATORS, OWNERS)).distinct().order_by("handle")
    asked.pop("after")
    context = frame("done") | {
        "rows": [(decision, policy.can_undo(request.user, decision)) for decision in found[:PAGE]],
        "older": found[PAGE - 1].pk if len(found) > PAGE else 0,
        "acts": Act.choices,
        "moderators": list(moderators),
        "asked": asked,
        "standing": len(actions.standing(asked["wave"])) if asked["wave"] else 0,
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "desk/moderation/done.html", context)


@require_safe
@guarded
def as_csv(request: Any) -> StreamingHttpResponse:
    rows, _asked = _chosen(request)
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="decisions.csv"'
    return answer


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(rows: QuerySet[Decision]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for decision in rows.iterator(chunk_size=1000):
        yield writer.writerow([_safe(cell) for cell in _row(decision)])


def _row(decision: Decision) -> list[Any]:
    return [
        decision.pk,
        localtime(decision.at).isoformat(timespec="seconds"),
        decision.act,
        decision.kind,
        decision.text_id or "",
        decision.question_id or "",
        decision.member.handle,
        decision.by.handle if decision.by else "",
        decision.reason,
        localtime(decision.until).isoformat(timespec="seconds") if decision.until else "",
        decision.undoes_id or "",
        "yes" if decision.after_appeal else "",
        decision.said.words if hasattr(decision, "said") else "",
    ]


def _safe(cell: Any) -> Any:
    """A table program takes what begins so as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
