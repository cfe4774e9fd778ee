"""Taking a text away and putting it back. Nothing is ever removed from the database; recognition follows the facts."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from community import clock
from community.events.door import Fact, emit, key_of, last_in_force
from community.events.models import Event
from community.members.models import Member
from community.realtime.publish import publish
from community.verdict import Refused, require

from .. import events, policy, rules
from ..models import Answer, Comment, Question, State, Text
from . import facts, words
from .holding import is_out
from .locking import lock_text
from .recount import pairs_of_answers, recount_answer, recount_pairs, recount_question, recount_unnamed_marks

DELETED: dict[type[Text], type[Fact]] = {
    Question: events.QuestionDeleted,
    Answer: events.AnswerDeleted,
    Comment: events.CommentDeleted,
}
HIDDEN: dict[type[Text], type[Any]] = {
    Question: events.QuestionHidden,
    Answer: events.AnswerHidden,
    Comment: events.CommentHidden,
}
RESTORED: dict[type[Text], type[Fact]] = {
    Question: events.QuestionRestored,
    Answer: events.AnswerRestored,
    Comment: events.CommentRestored,
}


@transaction.atomic
def delete_text(text: Text, *, by: Member) -> None:
    """An author takes a text back; it can be undone. Deleted already: 409."""
    locked = lock_text(text)
    if locked.state == State.DELETED:
        raise Refused(_("This text is deleted already."), status=409)
    require(policy.can_delete(by, locked))
    _set(locked, State.DELETED, by=by)
    emit(DELETED[type(locked)](**_told(locked, by)))
    _after(locked)


@transaction.atomic
def undelete_text(text: Text, *, by: Member) -> None:
    locked = lock_text(text)
    require(policy.can_undelete(by, locked))
    _put_back(locked, by=by)


@transaction.atomic
def hide_text(text: Text, *, reason: str, note: str = "", by: Member) -> None:
    """The team takes a text away, with a reason its author is told. Hidden already: 409."""
    if reason not in rules.HIDE_REASONS:
        raise words.wrong("reason", _("Choose a reason."))
    locked = lock_text(text)
    if locked.state == State.HIDDEN:
        raise Refused(_("This text is hidden already."), status=409)
    require(policy.can_hide(by, locked))
    _set(locked, State.HIDDEN, by=by, reason=reason, note=words.body_of(note, limit=300, least=0, field="note"))
    emit(HIDDEN[type(locked)](**_told(locked, by), reason=reason, abuse=reason in rules.ABUSE))
    _after(locked)


@transaction.atomic
def restore_text(text: Text, *, by: Member) -> None:
    """The team puts a hidden text back where it was; what stands again counts again.

    What its author had deleted before stays deleted: the team doesn't publish what somebody withdrew.
    """
    locked = lock_text(text)
    if locked.state == State.PUBLISHED:
        raise Refused(_("This text stands already."), status=409)
    require(policy.can_restore(by, locked))
    _put_back(locked, by=by)


def _put_back(text: Text, *, by: Member) -> None:
    was_refused = text.state == State.HIDDEN and last_in_force(f"{_kind(text)}.held", about=_kind(text), object_id=text.pk)
    _reverse(text, by=by)
    kind = _kind(text)
    if withdrawn := last_in_force(f"{kind}.deleted", about=kind, object_id=text.pk):
        _set(text, State.DELETED, by=withdrawn.actor or by)
    elif was_refused and not is_out(text):
        _set(text, State.HELD, by=by, reason="words")  # it was never approved: somebody has to
    else:
        _set(text, State.PUBLISHED, by=by)
    _after(text)


def _reverse(text: Text, *, by: Member) -> None:
    """Tell that the text stands again, naming the fact that had taken it away."""
    kind = _kind(text)
    verb = "deleted" if text.state == State.DELETED else "hidden"
    taken: Event | None = last_in_force(f"{kind}.{verb}", about=kind, object_id=text.pk)
    emit(RESTORED[type(text)](**_told(text, by)), reverses=key_of(taken) if taken else None)


def _set(text: Text, state: str, *, by: Member, reason: str = "", note: str = "") -> None:
    text.state, text.state_reason, text.state_note = state, reason, note
    text.state_by, text.state_at = by, clock.now()
    text.save(update_fields=["state", "state_reason", "state_note", "state_by", "state_at"])


def _after(text: Text) -> None:
    """Counters, people helped and open pages follow."""
    question_id = text.pk if isinstance(text, Question) else text.question_id  # type: ignore[attr-defined]
    if isinstance(text, Comment) and text.answer_id:
        recount_answer(text.answer_id)
    if not isinstance(text, Comment):
        recount_question(question_id)
        own = Q(question_id=text.pk) if isinstance(text, Question) else Q(pk=text.pk)
        answers = Answer.objects.filter(own)
        recount_pairs(pairs_of_answers(answers))
        recount_unnamed_marks(list(answers.filter(ups__gt=0).values_list("author_id", flat=True)))
    publish(f"question:{question_id}", {"kind": f"{_kind(text)}.changed", "id": text.pk})


def _kind(text: Text) -> str:
    return text._meta.model_name or ""


def _told(text: Text, by: Member) -> dict[str, Any]:
    question = text if isinstance(text, Question) else text.question  # type: ignore[attr-defined]
    return {
        "subject_id": text.author_id,
        "actor_id": by.pk,
        "object_id": text.pk,
        "by_staff": text.by_staff,
        **facts.about(question),
    }
