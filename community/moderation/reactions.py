from community.events.door import on
from community.events.models import Event
from community.forum.events import AnswerEdited, AnswerHeld, CommentEdited, CommentHeld, QuestionEdited, QuestionHeld
from community.members import actions as members
from community.members.models import Member

from . import actions
from .events import DecisionMade
from .models import Act

Held = QuestionHeld | AnswerHeld | CommentHeld
Edited = QuestionEdited | AnswerEdited | CommentEdited


@on(QuestionHeld, AnswerHeld, CommentHeld)
def queue_held(fact: Held, event: Event) -> None:
    """What waits for a check stands in the queue, with the words that hold it."""
    actions.queue_held(event.object_kind, event.object_id or 0)


@on(QuestionEdited, AnswerEdited, CommentEdited)
def note_edit(fact: Edited, event: Event) -> None:
    """What somebody else than its author changed is a decision: written down, and told."""
    if event.actor_id not in (None, event.subject_id):
        actions.note_edit(event)


@on(DecisionMade)
def end_missed_sessions(fact: DecisionMade, event: Event) -> None:
    """Those that no list names are found by reading all: not while a moderator waits."""
    if fact.act == Act.SUSPEND and (member := Member.objects.filter(pk=fact.subject_id).first()):
        members.end_sessions(member)
