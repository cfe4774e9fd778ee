from community.events.door import on
from community.events.models import Event
from community.forum.events import AnswerFound
from community.forum.models import Question
from community.members.models import Member

from . import actions


@on(AnswerFound)
def plan_survey(fact: AnswerFound, event: Event) -> None:
    question = Question.objects.listed().filter(pk=fact.question_id or 0, author_id=fact.subject_id).first()
    if question is not None and not event.silent:
        actions.plan_survey(Member.objects.get(pk=fact.subject_id), question)
