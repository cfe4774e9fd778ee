"""The forum's stored numbers against what rows and facts say: nothing may differ."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Model, OuterRef
from django.db.models.functions import Coalesce

from community.events.models import Event
from community.members import actions as members
from community.members.models import Member

from .actions import recount, remove_picture, unused_pictures
from .models import Answer, Helped, Mark, Question

Difference = tuple[str, str, Any, Any]  # (what, of whom, stored, should be)
CHUNK = 500


def differences(*, fix: bool = False) -> Iterator[Difference]:
    """Every counter, rank and pair that is not what it should be; put right on the way when `fix`.

    Facts are never written here: where rows and facts disagree it is told and left.
    """
    yield from _counters(Answer, recount.answer_counters, fix)
    yield from _counters(Question, recount.question_counters, fix)
    yield from _pairs(fix)
    yield from _people(fix)
    yield from _facts()
    for picture in unused_pictures():
        yield "picture in no text", picture.key, "kept", "removed"
        if fix:
            remove_picture(picture)


def _counters(model: type[Any], counters: Callable[[Collection[int]], recount.Counters], fix: bool) -> Iterator[Difference]:
    last = 0
    while ids := list(model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        should = counters(ids)
        for row in model.objects.filter(pk__in=ids).values("pk", *next(iter(should.values()))):
            yield from _row(model, row, should[row["pk"]], fix)
        last = ids[-1]


def _row(model: type[Model], row: dict[str, Any], should: dict[str, Any], fix: bool) -> Iterator[Difference]:
    wrong = {name: value for name, value in should.items() if not _same(row[name], value)}
    for name, value in wrong.items():
        yield f"{model._meta.model_name}.{name}", str(row["pk"]), row[name], value
    if wrong and fix:
        model._default_manager.filter(pk=row["pk"]).update(**wrong)


def _same(a: Any, b: Any) -> bool:
    return abs(a - b) < 1e-9 if isinstance(a, float) and isinstance(b, float) else a == b


def _pairs(fix: bool) -> Iterator[Difference]:
    stored = set(Helped.objects.filter(ended_at=None).values_list("helper_id", "helped_id"))
    should = recount.evidence()
    for pair in sorted(stored ^ should):
        yield "helped", f"{pair[0]} by {pair[1]}", pair in stored, pair in should
    if fix and stored != should:
        with transaction.atomic():
            recount.recount_pairs(stored ^ should)


def _people(fix: bool) -> Iterator[Difference]:
    counted = Helped.objects.filter(ended_at=None).values_list("helper_id").annotate(n=Count("pk")).order_by()
    yield from _number("people_helped", dict(counted), members.set_people_helped, fix)
    yield from _number("unnamed_marks", recount.unnamed_marks(), members.set_unnamed_marks, fix)


def _number(name: str, should: dict[int, int], put: Callable[[int, int], None], fix: bool) -> Iterator[Difference]:
    stored = dict(Member.objects.exclude(**{name: 0}).values_list("pk", name))
    for pk in sorted(stored.keys() | should.keys()):
        if stored.get(pk, 0) != should.get(pk, 0):
            yield f"member.{name}", str(pk), stored.get(pk, 0), should.get(pk, 0)
            if fix:
                put(pk, should.get(pk, 0))


def _facts() -> Iterator[Difference]:
    """Rows against facts in force: who accepted what, who marked what."""
    reversal = Event.objects.filter(reverses_source=OuterRef("source"), reverses_source_id=OuterRef("source_id"))
    reversal = reversal.exclude(reverses_source_id="")  # so that the database may use the index of reversals only
    force = Event.objects.filter(~Exists(reversal), object_kind="answer").order_by()
    accepted = set(Question.objects.exclude(accepted=None).values_list("accepted_id", flat=True))
    told = set(force.filter(name="answer.accepted", object_id__isnull=False).values_list("object_id", flat=True))
    for answer in sorted(accepted ^ told, key=repr):
        yield "accepted answer and its fact", str(answer), answer in accepted, answer in told
    marked = set(Mark.objects.filter(withdrawn_at=None).exclude(member=F("answer__author")).values_list("answer_id", "member_id"))
    whose, whom = Coalesce("subject__merged_into_id", "subject_id"), Coalesce("actor__merged_into_id", "actor_id")
    by_others = force.filter(name="answer.helped").annotate(whose=whose, whom=whom).exclude(whom=F("whose"))
    helped = set(by_others.values_list("object_id", "whom"))
    for mark in sorted(marked ^ helped, key=repr):
        yield "mark and its fact", f"{mark[0]} by {mark[1]}", mark in marked, mark in helped
