"""The words for what happens in the forum, and to one's account."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.events.models import Event
from community.forum.events import (
    AnswerAccepted,
    AnswerApproved,
    AnswerDeleted,
    AnswerHeld,
    AnswerHelpWithdrawn,
    AnswerHidden,
    AnswerPosted,
    AnswerRestored,
    AnswerThanked,
    AnswerUnaccepted,
    FollowAnswered,
    QuestionApproved,
    QuestionDeleted,
    QuestionHeld,
    QuestionHidden,
    QuestionRestored,
)
from community.forum.models import Answer, Mark, Question
from community.frame.prepared import ask_of, kind_of
from community.members.events import ExportReady, LeavingAsked, LeavingCalledOff
from community.members.models import Export, Leaving, Member
from community.members.stay_tokens import token_for
from community.members.suspension_tokens import token_for as token_of
from community.moderation import told
from community.moderation.events import AppealAnswered, DecisionMade, ReportAnswered
from community.moderation.models import Act, Appeal, Decision, Report
from community.text import excerpt_of

from .registry import Line, found, notice

Lines = Iterator[tuple[Event, Line]]

APPEARS_OR_VANISHES = (
    AnswerHidden, AnswerDeleted, AnswerRestored, AnswerHeld, AnswerApproved,
    QuestionHidden, QuestionDeleted, QuestionRestored, QuestionHeld, QuestionApproved,
)  # fmt: skip


def _answers(member: Member, events: list[Event]) -> Iterator[tuple[Event, Answer]]:
    """The answers of the events that the member may still read and that still stand."""
    kind, number = kind_of(member)

    def readable(viewer: int, *answers: int) -> QuerySet[Answer]:
        rows = Answer.objects.visible_to(kind(viewer)).filter(pk__in=answers)
        return rows.select_related("question").defer("html", "question__html", "question__body")

    ids = [event.object_id or 0 for event in events]
    stand = ask_of(readable, ids, number, shape=kind)
    return ((event, answer) for event, answer in found(events, stand) if answer.is_published and answer.question.is_published)


def _name(event: Event) -> str:
    return event.actor.shown_name if event.actor else _("The community")


@notice(
    LeavingAsked,
    label=gettext_lazy("I leave"),
    icon="log-out",
    to=lambda fact: fact.subject_id,
    ended_by=(LeavingCalledOff,),
    urgent=True,
)
def leaving_asked(member: Member, events: list[Event]) -> Lines:
    """The link in it calls it off without signing in."""
    rows = Leaving.objects.filter(member=member)
    for event, leaving in found(events, rows):
        day = {"day": date_format(leaving.at, "DATE_FORMAT")}
        sentence = _("Your account will be deleted on %(day)s. If it was not you, or you think again: keep it.") % day
        yield event, Line(sentence=sentence, url=reverse("stay", args=[token_for(member.pk)]))


@notice(ExportReady, label=gettext_lazy("My data lies ready"), icon="download", to=lambda fact: fact.subject_id, urgent=True)
def export_ready(member: Member, events: list[Event]) -> Lines:
    for event, export in found(events, Export.objects.filter(member=member)):
        until = {"day": date_format(export.until, "DATE_FORMAT")}
        sentence = _("Everything we know of you lies ready to download until %(day)s.") % until
        yield event, Line(sentence=sentence, url=reverse("settings_privacy") + "#data")


@notice(
    AnswerPosted,
    label=gettext_lazy("An answer to my question"),
    icon="message-circle",
    to=lambda fact: fact.asker_id,
    ended_by=APPEARS_OR_VANISHES,
)
def answer_posted(member: Member, events: list[Event]) -> Lines:
    for event, answer in _answers(member, events):
        yield (
            event,
            Line(
                sentence=_("%(name)s answered your question.") % {"name": _name(event)},
                url=answer.get_absolute_url(),
                heading=answer.question.title,
                excerpt=excerpt_of(answer.body),
            ),
        )


@notice(
    FollowAnswered,
    label=gettext_lazy("An answer to a question I follow"),
    icon="bell",
    to=lambda fact: fact.subject_id,
    ended_by=APPEARS_OR_VANISHES,
)
def follow_answered(member: Member, events: list[Event]) -> Lines:
    for event, answer in _answers(member, events):
        yield (
            event,
            Line(
                sentence=_("%(name)s answered a question you follow.") % {"name": _name(event)},
                url=answer.get_absolute_url(),
                heading=answer.question.title,
                excerpt=excerpt_of(answer.body),
            ),
        )


@notice(
    AnswerAccepted,
    label=gettext_lazy("My answer was accepted"),
    icon="circle-check",
    to=lambda fact: fact.subject_id,
    ended_by=(AnswerUnaccepted,),
)
def answer_accepted(member: Member, events: list[Event]) -> Lines:
    for event, answer in _answers(member, events):
        if answer.question.accepted_id == answer.pk:
            yield (
                event,
                Line(
                    sentence=_("%(name)s accepted your answer.") % {"name": _name(event)},
                    url=answer.get_absolute_url(),
                    heading=answer.question.title,
                ),
            )


@notice(
    AnswerThanked,
    label=gettext_lazy("A thank-you for my answer"),
    icon="hand-heart",
    to=lambda fact: fact.subject_id,
    ended_by=(AnswerHelpWithdrawn,),
)
def answer_thanked(member: Member, events: list[Event]) -> Lines:
    notes = Mark.objects.filter(answer__in=[event.object_id for event in events], withdrawn_at=None).exclude(note="")
    notes_by = {(note.answer_id, note.member_id): note.note for note in notes}
    for event, answer in _answers(member, events):
        if note := notes_by.get((answer.pk, event.actor_id or 0)):
            yield (
                event,
                Line(
                    sentence=_("%(name)s thanked you for your answer.") % {"name": _name(event)},
                    url=answer.get_absolute_url(),
                    heading=answer.question.title,
                    excerpt=note,
                ),
            )


def _of_decision(fact: DecisionMade) -> int | None:
    """Its author, but of reports that came to nothing; and what an appeal came to is told as that."""
    return None if fact.act in told.SILENT or fact.after_appeal else fact.subject_id


@notice(DecisionMade, label=gettext_lazy("A decision of the team about my texts"), icon="shield", to=_of_decision, urgent=True)
def decision_made(member: Member, events: list[Event]) -> Lines:
    """Who decided is not said, and who reported never; the reason and the way to another look stand behind the link."""
    rows = Decision.objects.filter(pk__in=[event.object_id for event in events], member=member)
    for event, decision in found(events, rows.select_related("question", "said")):
        words = " ".join(filter(None, (told.reason_of(decision), told.words_of(decision))))
        yield (
            event,
            Line(
                sentence=told.sentence_of(decision),
                url=reverse("suspended", args=[token_of(member.pk)])
                if decision.act == Act.SUSPEND
                else reverse("decision", args=[decision.pk]),
                heading=decision.question.title if decision.question else "",
                excerpt=words,
            ),
        )


@notice(
    AppealAnswered, label=gettext_lazy("Another look I asked for"), icon="shield", to=lambda fact: fact.subject_id, urgent=True
)
def appeal_answered(member: Member, events: list[Event]) -> Lines:
    rows = Appeal.objects.filter(pk__in=[event.object_id for event in events], member=member, answer__isnull=False)
    for event, appeal in found(events, rows.select_related("decision__question", "answer")):
        stands = appeal.answer is not None and appeal.answer.act == Act.UPHOLD
        yield (
            event,
            Line(
                sentence=_("Somebody looked again: the decision stands.")
                if stands
                else _("Somebody looked again, and you were right: it was taken back."),
                url=reverse("decision", args=[appeal.decision_id]),
                heading=appeal.decision.question.title if appeal.decision.question else "",
            ),
        )


@notice(ReportAnswered, label=gettext_lazy("What came of my reports"), icon="flag", to=lambda fact: fact.subject_id)
def report_answered(member: Member, events: list[Event]) -> Lines:
    """Nothing of a text they may not read: where it was taken away, there is no title and no link to it."""
    rows = Report.objects.filter(pk__in=[event.object_id for event in events], member=member).exclude(decision=None)
    questions = Question.objects.visible_to(member).in_bulk({event.question_id for event in events if event.question_id})
    for event, report in found(events, rows.select_related("item")):
        question = questions.get(event.question_id or 0)
        yield (
            event,
            Line(
                sentence=_("You were right: the team acted on what you reported. Thank you.")
                if report.was_right
                else _("The team looked at what you reported, and it stays. Thank you for looking out."),
                url=question.get_absolute_url() if question else reverse("questions"),
                heading=question.title if question else "",
            ),
        )
