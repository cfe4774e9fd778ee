from community.events.door import on
from community.events.models import Event
from community.forum.events import QuestionAsked
from community.forum.models import Question

from . import actions


@on(QuestionAsked)
def keep_what_it_is_about(fact: QuestionAsked, event: Event) -> None:
    if question := Question.objects.filter(pk=fact.object_id or 0).first():
        actions.note_asked(question)
