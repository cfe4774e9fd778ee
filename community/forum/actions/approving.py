"""Somebody of the team has looked: what waited goes out, or waits again."""

from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import Fact, emit, key_of, last_in_force
from community.members.models import Member
from community.verdict import Refused, require

from .. import events, policy
from ..models import Answer, Comment, Question, State, Text
from .holding import after, hold, is_out, out_fact, told
from .locking import lock_text

APPROVED: dict[type[Text], type[Fact]] = {
    Question: events.QuestionApproved,
    Answer: events.AnswerApproved,
    Comment: events.CommentApproved,
}


@transaction.atomic
def hold_text(text: Text, *, by: Member) -> None:
    """The team wants to look again at what it had approved."""
    locked = lock_text(text)
    require(policy.can_hold(by, locked))
    hold(locked, by=by)


@transaction.atomic
def approve_text(text: Text, *, by: Member) -> None:
    """Everybody may read it; where it had never been out, it is written now as far as lists and members who wait can tell."""
    locked = lock_text(text)
    if locked.state == State.PUBLISHED:
        raise Refused(_("This text stands already."), status=409)
    require(policy.can_approve(by, locked))
    first = not is_out(locked)
    locked.state, locked.state_reason, locked.state_note = State.PUBLISHED, "", ""
    locked.state_by, locked.state_at = by, clock.now()
    if first:
        locked.published_at = locked.last_activity_at = clock.now()
    columns = ["state", "state_reason", "state_note", "state_by", "state_at", "published_at", "last_activity_at"]
    locked.save(update_fields=columns)
    kind = locked._meta.model_name or ""
    waited = last_in_force(f"{kind}.held", about=kind, object_id=locked.pk)
    emit(APPROVED[type(locked)](**told(locked, by)), reverses=key_of(waited) if waited else None)
    if first:
        emit(out_fact(locked))
    after(locked)
