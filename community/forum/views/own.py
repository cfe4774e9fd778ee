"""What the viewer has said of a question and its answers."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, QuerySet, Value

from community.frame.prepared import ask

from .. import owning
from ..models import Answer, Comment, Doubt, Draft, Follow, Mark, MeToo, Question, State


@dataclass(kw_only=True)
class OwnActs:
    """What the viewer has said about a question and its answers, and whether more is begun; nobody else's."""

    marks: dict[int, Mark] = field(default_factory=dict)
    doubts: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    me_too: bool = False
    follows: bool = False
    drafted: bool = False
    unpublished: bool = False  # has an answer or a comment there that only they and the team see
    owned: dict[int, str] = field(default_factory=dict)  # {product of the question: since which year}


ME_TOO, FOLLOWS, MARKED, DRAFTED = "me_too", "follows", "marked", "drafted"  # beside the kinds of doubt
UNPUBLISHED = "unpublished"


def own_acts(viewer: Any, question: Question) -> OwnActs:
    """One query, and one more where the viewer has marked an answer."""
    own = OwnActs()
    if not viewer.is_authenticated:
        return own
    said = ask(_said, viewer.pk, question.pk)
    for answer_id, what in said:
        if what.startswith(owning.SAYS):
            own.owned[answer_id] = what.removeprefix(owning.SAYS)
        elif what not in (ME_TOO, FOLLOWS, MARKED, DRAFTED, UNPUBLISHED):
            own.doubts[answer_id].add(what)
    own.me_too = any(what == ME_TOO for _pk, what in said)
    own.follows = any(what == FOLLOWS for _pk, what in said)
    own.drafted = any(what == DRAFTED for _pk, what in said)
    own.unpublished = any(what == UNPUBLISHED for _pk, what in said)
    if any(what == MARKED for _pk, what in said):
        marks = Mark.objects.filter(member=viewer, withdrawn_at=None, answer__question=question)
        own.marks = {mark.answer_id: mark for mark in marks}
    return own


def _said(member_id: int, question_id: int) -> QuerySet[Any]:
    def word(name: str) -> Value:
        return Value(name, output_field=CharField())

    doubts = Doubt.objects.filter(member=member_id, answer__question=question_id).values_list("answer_id", "kind")
    too = MeToo.objects.filter(member=member_id, question=question_id).values_list("question_id", word(ME_TOO))
    follows = Follow.objects.filter(member=member_id, question=question_id).values_list("question_id", word(FOLLOWS))
    marks = Mark.objects.filter(member=member_id, withdrawn_at=None, answer__question=question_id)
    drafts = Draft.objects.filter(member=member_id, question=question_id, place__startswith="question:")
    drafted = drafts.values_list("question_id", word(DRAFTED))
    owned = owning.said_of(member_id, question_id)
    alone = [
        model.objects.filter(author=member_id, question=question_id)
        .exclude(state__in=(State.PUBLISHED, State.MERGED))
        .values_list("question_id", word(UNPUBLISHED))
        for model in (Answer, Comment)
    ]
    return doubts.union(too, follows, drafted, marks.values_list("answer_id", word(MARKED)), *owned, *alone, all=True)
