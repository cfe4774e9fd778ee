"""The words of cases and surveys: to whoever of the team has one, and to the member."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.events.models import Event
from community.members.models import Member
from community.notifications.registry import Line, found, notice

from .events import (
    CaseAnswered,
    CaseAskedBack,
    CaseChecked,
    CaseEscalated,
    CaseHanded,
    CaseOpened,
    CaseTakenUp,
    CaseWeighed,
    SurveyAnswered,
    SurveyAsked,
)
from .models import Case, Survey
from .rules import HIGH

Lines = Iterator[tuple[Event, Line]]
DESK = "/cms/cases/"  # this package does not know the desk's addresses


def _mine(member: Member, events: list[Event], words: Callable[[Event], str]) -> Lines:
    """To the team: cases that are still open and still theirs."""
    rows = Case.objects.still_open().filter(owner=member, pk__in=[event.object_id for event in events])
    for event, case in found(events, rows):
        yield event, Line(sentence=words(event), url=f"{DESK}{case.pk}/", heading=case.summary)


@notice(
    CaseOpened,
    label=gettext_lazy("A case for me"),
    icon="life-buoy",
    to=lambda fact: fact.owner_id,
    ended_by=(CaseAnswered, CaseHanded, CaseEscalated),
)
def opened(member: Member, events: list[Event]) -> Lines:
    def words(event: Event) -> str:
        return _("It did not work: the case is open again, and yours.") if event.extras["again"] else _("A case for you.")

    return _mine(member, events, words)


@notice(
    CaseEscalated,
    label=gettext_lazy("A case that was not resolved in time"),
    icon="life-buoy",
    to=lambda fact: fact.owner_id,
    ended_by=(CaseAnswered, CaseHanded),
)
def escalated(member: Member, events: list[Event]) -> Lines:
    return _mine(member, events, lambda event: _("A case was not resolved in time and is yours now."))


@notice(
    CaseHanded,
    label=gettext_lazy("A case handed to me"),
    icon="life-buoy",
    to=lambda fact: fact.owner_id if fact.owner_id != fact.actor_id else None,
    ended_by=(CaseAnswered, CaseEscalated),
)
def handed(member: Member, events: list[Event]) -> Lines:
    return _mine(member, events, lambda event: _("A case was handed to you."))


@notice(
    CaseWeighed,
    label=gettext_lazy("A case of mine that became urgent"),
    icon="life-buoy",
    to=lambda fact: fact.owner_id if fact.severity == HIGH and fact.owner_id != fact.actor_id else None,
    ended_by=(CaseAnswered, CaseHanded, CaseEscalated),
)
def weighed(member: Member, events: list[Event]) -> Lines:
    return _mine(member, events, lambda event: _("A case of yours is urgent now."))


@notice(
    CaseTakenUp,
    label=gettext_lazy("Who looks after what I need"),
    icon="life-buoy",
    to=lambda fact: fact.subject_id,
    ended_by=(CaseAnswered,),
)
def taken_up(member: Member, events: list[Event]) -> Lines:
    rows = Case.objects.of(member).still_open().filter(pk__in=[event.object_id for event in events])
    for event, case in found(events, rows.select_related("owner")):
        sentence = _("%(name)s of the team looks after this for you.") if case.owner else _("The team looks after this for you.")
        words = sentence % {"name": case.owner.shown_name} if case.owner else sentence
        yield event, Line(sentence=words, url=case.get_absolute_url(), heading=case.summary)


@notice(
    CaseAnswered,
    label=gettext_lazy("What came of what I needed"),
    icon="life-buoy",
    to=lambda fact: fact.subject_id,
    ended_by=(CaseOpened,),
)
def answered(member: Member, events: list[Event]) -> Lines:
    rows = Case.objects.of(member).exclude(state=Case.State.OPEN).filter(pk__in=[event.object_id for event in events])
    for event, case in found(events, rows):
        line = Line(sentence=_("The team has an answer for you."), url=case.get_absolute_url(), heading=case.summary)
        yield event, line


@notice(
    CaseAskedBack,
    label=gettext_lazy("Whether it worked"),
    icon="life-buoy",
    to=lambda fact: fact.subject_id,
    ended_by=(CaseChecked, CaseOpened),
)
def asked_back(member: Member, events: list[Event]) -> Lines:
    rows = Case.objects.of(member).filter(state=Case.State.ANSWERED, pk__in=[event.object_id for event in events])
    for event, case in found(events, rows):
        yield event, Line(sentence=_("Did it work?"), url=case.get_absolute_url(), heading=case.summary)


@notice(
    SurveyAsked,
    label=gettext_lazy("How it went, and whether I would recommend you"),
    icon="message-circle",
    to=lambda fact: fact.subject_id,
    ended_by=(SurveyAnswered,),
    purpose="surveys",
)
def survey_asked(member: Member, events: list[Event]) -> Lines:
    rows = Survey.objects.filter(member=member, answered_at=None, pk__in=[event.object_id for event in events])
    for event, survey in found(events, rows.select_related("question")):
        if survey.question is None:
            said = _("Would you recommend us to somebody you like? One press is enough.")
            yield event, Line(sentence=said, url=survey.get_absolute_url())
            continue
        said = _("How did it go? One press is enough.")
        yield event, Line(sentence=said, url=survey.get_absolute_url(), heading=survey.question.title)
