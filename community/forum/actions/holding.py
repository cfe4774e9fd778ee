"""A text that must be looked at first waits: only its author and the team see it. Then it goes out, as if written now."""

from typing import Any

from community import clock
from community.events.door import Fact, emit
from community.events.models import Event
from community.members.models import Member
from community.realtime.publish import publish
from community.screening.actions import marks_of

from .. import events
from ..models import Answer, Comment, Question, State, Text
from . import facts
from .recount import pairs_of_answers, recount_answer, recount_pairs, recount_question

WORDS = "words"  # the reason of what its words hold
OUT = {Question: "question.asked", Answer: "answer.posted", Comment: "comment.posted"}
HELD: dict[type[Text], type[Fact]] = {
    Question: events.QuestionHeld,
    Answer: events.AnswerHeld,
    Comment: events.CommentHeld,
}


def must_wait(by: Member, *texts: str) -> bool:
    """Whether a text of theirs with these words must be looked at first. The team's own never."""
    return not by.on_duty and bool(marks_of(*texts))


def held_columns(by: Member, *texts: str) -> dict[str, Any]:
    """What a new text begins with."""
    if not must_wait(by, *texts):
        return {}
    return {"state": State.HELD, "state_reason": WORDS, "state_at": clock.now()}


def tell_out(text: Text) -> None:
    """The first fact about a text: that it waits, or that it is out."""
    emit(HELD[type(text)](**told(text)) if text.state == State.HELD else out_fact(text))


def out_fact(text: Text) -> Fact:
    if isinstance(text, Question):
        others = Question.objects.filter(author=text.author_id).exclude(pk=text.pk).exclude(state=State.HELD)
        return events.QuestionAsked(**told(text), is_first=not others.exists())
    if isinstance(text, Answer):
        waited = text.published_at - text.question.published_at
        return events.AnswerPosted(
            **told(text),
            asker_id=text.question.author_id,
            minutes=int(waited.total_seconds() // 60),
            is_official=text.is_official,
        )
    assert isinstance(text, Comment)
    return events.CommentPosted(**told(text), answer_id=text.answer_id)


def told(text: Text, by: Member | None = None) -> dict[str, Any]:
    return {
        "subject_id": text.author_id,
        "actor_id": by.pk if by else text.author_id,
        "object_id": text.pk,
        "by_staff": text.by_staff,
        **facts.about(_question(text)),
    }


def _question(text: Text) -> Question:
    return text if isinstance(text, Question) else text.question  # type: ignore[attr-defined]


def is_out(text: Text) -> bool:
    """Whether it ever stood where others could read it."""
    kind = text._meta.model_name or ""
    return Event.objects.filter(name=OUT[type(text)], object_kind=kind, object_id=text.pk).exists()


def hold_edited(text: Text, *, before: str, now_there: str, by: Member) -> None:
    """An edit brought a word that was not there: the text waits until somebody has looked. The text is locked."""
    if text.state != State.PUBLISHED or by.on_duty or not set(marks_of(now_there)) - set(marks_of(before)):
        return
    hold(text, by=by)


def hold(text: Text, *, by: Member) -> None:
    """Out of sight until it is approved. The text is locked."""
    text.state, text.state_reason, text.state_note, text.state_by, text.state_at = State.HELD, WORDS, "", by, clock.now()
    text.save(update_fields=["state", "state_reason", "state_note", "state_by", "state_at"])
    emit(HELD[type(text)](**told(text, by)))
    after(text)


def after(text: Text) -> None:
    question = _question(text)
    if isinstance(text, Comment):
        if text.answer_id:
            recount_answer(text.answer_id)
    else:
        recount_question(question.pk)
        own = {"question": text} if isinstance(text, Question) else {"pk": text.pk}
        recount_pairs(pairs_of_answers(Answer.objects.filter(**own)))
    publish(f"question:{question.pk}", {"kind": f"{text._meta.model_name}.changed", "id": text.pk})
