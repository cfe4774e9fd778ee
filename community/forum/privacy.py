"""What this room keeps about a member: what they wrote, marked and are writing."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.members import pictures
from community.members.holdings import Fate, Holding, Row, Rows
from community.members.models import Member

from . import actions
from .models import Answer, Comment, Doubt, Draft, Follow, Helped, Mark, MeToo, Picture, Question, Revision

HOLDS = (
    Holding(model=Question, what=_("Your questions; private ones lose their words"), leaving=Fate.NAMELESS),
    Holding(model=Answer, what=_("Your answers"), leaving=Fate.NAMELESS),
    Holding(model=Comment, what=_("Your comments"), leaving=Fate.NAMELESS),
    Holding(model=Revision, what=_("Your texts as they were before an edit"), leaving=Fate.NAMELESS),
    Holding(model=Mark, what=_("Answers that helped you, and your thank-you notes"), leaving=Fate.NAMELESS),
    Holding(model=Doubt, what=_("Answers that did not work for you, and why"), leaving=Fate.EMPTIED),
    Holding(model=MeToo, what=_("Questions you have, too"), leaving=Fate.NAMELESS),
    Holding(model=Follow, what=_("Questions you follow"), leaving=Fate.DELETED),
    Holding(model=Helped, what=_("Whom you helped and who helped you, counted once each"), leaving=Fate.NAMELESS),
    Holding(model=Draft, what=_("What you are writing and have not sent"), leaving=Fate.DELETED, kept="drafts"),
    Holding(model=Picture, what=_("Photos in your texts"), leaving=Fate.DELETED, kept="pictures"),
)

TEXT = ("pk", "body", "visibility", "state", "state_reason", "state_note", "written_at", "edited_at")


def export(member: Member) -> Rows:
    marks = member.marks.order_by("pk").values("answer_id", "at", "withdrawn_at", "note", "outcome", "is_public", "noted_at")
    revisions = Revision.objects.filter(by=member).order_by("pk")
    return {
        "questions": _rows(member.questions.all(), "title", *TEXT),
        "answers": _rows(member.answers.all(), "question_id", "owns__name", "owns_since", *TEXT),
        "comments": _rows(member.comments.all(), "question_id", "answer_id", *TEXT),
        "revisions": list(revisions.values("question_id", "answer_id", "comment_id", "title", "body", "at", "reason")),
        "helpful_answers": list(marks),
        "doubts": _rows(member.doubts.all(), "answer_id", "kind", "reason", "version", "at"),
        "me_too": _rows(member.me_toos.all(), "question_id", "at"),
        "following": _rows(member.follows.all(), "question_id", "at"),
        "people_helped": _rows(member.helped_rows.all(), "since", "ended_at"),
        "drafts": _rows(member.drafts.all(), "place", "words", "saved_at"),
        "photos": _rows(member.pictures.all(), "key", "width", "height", "added_at"),
    }


def _rows(some: QuerySet[Any], *columns: str) -> list[Row]:
    return list(some.order_by("pk").values(*columns))


def files(member: Member) -> list[tuple[str, str]]:
    return [(f"photos/{key}.webp", pictures.photo_file(key)) for key in member.pictures.values_list("key", flat=True)]


def erase(member: Member) -> None:
    actions.forget_texts(member)
