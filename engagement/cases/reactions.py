from community import clock
from community.events.door import on
from community.events.models import Event
from community.forum.events import AnswerFound
from community.forum.models import Question
from community.members.models import Member

from . import actions, rules
from .events import CaseChecked


@on(AnswerFound)
def plan_survey(fact: AnswerFound, event: Event) -> None:
    if clock.now() - event.occurred_at > rules.SURVEY_PAUSE:
        return  # nobody is asked how something went that they have forgotten
    question = Question.objects.listed().filter(pk=fact.question_id or 0, author_id=fact.subject_id).first()
    if question is not None and not event.silent:
        actions.plan_survey(Member.objects.get(pk=fact.subject_id), question)


@on(CaseChecked)
def plan_recommendation(fact: CaseChecked, event: Event) -> None:
    """What we resolved worked: some days later we ask whether they would recommend us."""
    if fact.worked and clock.now() - event.occurred_at <= rules.SURVEY_PAUSE:
        actions.plan_recommendation(Member.objects.get(pk=fact.subject_id), after=rules.AFTER_CASE)
