"""What of the forum is told live: "question:<id>", to whoever may open the question."""

from typing import Any

from django.db.models import Max

from community.realtime.registry import Message, register

from .models import PUBLIC, Answer, Comment, Question, State

TEXTS = {"answer": Answer, "comment": Comment}


def can_read_question(viewer: Any, question_id: int, message: Message | None) -> bool:
    """A message about an answer or a comment goes to those who may read that; that one is gone, to all on the page."""
    noun, _, verb = str(message["kind"]).partition(".") if message else ("question", "", "")
    model = TEXTS.get(noun) if verb != "changed" else None
    if message and message["kind"] == "question.changed" and _stood_in_public(question_id):
        return True  # whoever has the page open hears that it ended, as its address tells them too (410)
    if message is None or model is None:
        return Question.objects.visible_to(viewer).filter(pk=question_id).exists()
    return model.objects.visible_to(viewer).filter(pk=message["id"], question_id=question_id).exists()  # type: ignore[attr-defined]


def _stood_in_public(question_id: int) -> bool:
    once = (State.PUBLISHED, State.HIDDEN, State.DELETED)
    return Question.objects.filter(pk=question_id, visibility=PUBLIC, state__in=once).exists()


def latest_answer(viewer: Any, question_id: int) -> int:
    """The newest answer's id the viewer may read; 0 when there is none."""
    answers = Answer.objects.visible_to(viewer).filter(question_id=question_id)
    return answers.aggregate(latest=Max("pk"))["latest"] or 0


register("question", can_read=can_read_question, now=latest_answer)
