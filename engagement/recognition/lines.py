"""Facts told to the member they are about: one sentence and one link each. Who marked an answer is never named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.events.models import Event
from community.forum.models import Answer, Question


@dataclass(frozen=True, kw_only=True)
class Told:
    """A fact in words: `before` and `after` stand around the linked title; without a title they are the sentence."""

    event_id: int
    name: str
    at: datetime
    before: str
    after: str = ""
    title: str = ""
    url: str = ""
    by: str = ""
    by_url: str = ""


# What stands before and after the title of the question, in the words of the member the fact is about.
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "answer.accepted": (gettext_lazy("Your answer to"), gettext_lazy("was accepted")),
    "answer.unaccepted": (gettext_lazy("Your answer to"), gettext_lazy("is no longer the accepted one")),
    "answer.found": (gettext_lazy("Your question"), gettext_lazy("was solved")),
    "answer.lost": (gettext_lazy("Your question"), gettext_lazy("is no longer solved by that answer")),
    "answer.helped": (gettext_lazy("A member marked your answer to"), gettext_lazy("as helpful")),
    "answer.help_withdrawn": (gettext_lazy("A member took back a mark on your answer to"), ""),
    "answer.thanked": (gettext_lazy("You were thanked for your answer to"), ""),
    "answer.thanks_withdrawn": (gettext_lazy("A thank-you note for your answer to"), gettext_lazy("was taken back")),
    "answer.posted": (gettext_lazy("You answered"), ""),
    "answer.edited": (gettext_lazy("Your answer to"), gettext_lazy("was edited")),
    "answer.hidden": (gettext_lazy("Your answer to"), gettext_lazy("was hidden by the team")),
    "answer.deleted": (gettext_lazy("You deleted your answer to"), ""),
    "answer.restored": (gettext_lazy("Your answer to"), gettext_lazy("stands again")),
    "referral.rewarded": (gettext_lazy("A friend you invited found help here"), ""),
    "referral.reversed": (gettext_lazy("What a friend's help here had given you was taken back"), ""),
    "question.asked": (gettext_lazy("You asked"), ""),
    "question.edited": (gettext_lazy("Your question"), gettext_lazy("was edited")),
    "question.moved": (gettext_lazy("Your question"), gettext_lazy("was moved to another category by the team")),
    "question.merged": (gettext_lazy("Your question"), gettext_lazy("was joined with one that was asked before")),
    "question.parted": (gettext_lazy("Your question"), gettext_lazy("stands by itself again")),
    "question.held": (gettext_lazy("Your question"), gettext_lazy("waits for a check")),
    "question.approved": (gettext_lazy("Your question"), gettext_lazy("was approved")),
    "answer.held": (gettext_lazy("Your answer to"), gettext_lazy("waits for a check")),
    "answer.approved": (gettext_lazy("Your answer to"), gettext_lazy("was approved")),
    "question.closed": (gettext_lazy("Your question"), gettext_lazy("was closed by the team")),
    "question.reopened": (gettext_lazy("Your question"), gettext_lazy("was opened again by the team")),
    "question.followed": (gettext_lazy("You follow"), ""),
    "question.unfollowed": (gettext_lazy("You no longer follow"), ""),
    "question.me_too": (gettext_lazy("Another member has your question"), gettext_lazy("too")),
    "question.me_too_withdrawn": (gettext_lazy("Another member no longer has your question"), ""),
    "question.hidden": (gettext_lazy("The question"), gettext_lazy("was hidden by the team")),
    "question.deleted": (gettext_lazy("The question"), gettext_lazy("was deleted by whoever asked it")),
    "question.restored": (gettext_lazy("The question"), gettext_lazy("stands again")),
}
NAMED = {
    "answer.accepted",
    "answer.unaccepted",
    "answer.thanked",
    "answer.hidden",
    "referral.rewarded",
}  # the others keep their actor private


def tell(viewer: Any, events: Iterable[Event]) -> dict[int, Told]:
    """{event id: its line}, in four queries at most. A text the viewer may not see has neither title nor link.

    Events need `actor` loaded.
    """
    events = list(events)
    answers = _visible(Answer.objects.select_related("question"), viewer, _ids(events, "answer"))
    questions = _visible(Question.objects.all(), viewer, _ids(events, "question"))
    return {event.pk: _line(event, answers, questions) for event in events}


def _ids(events: Iterable[Event], kind: str) -> set[int]:
    return {event.object_id for event in events if event.object_kind == kind and event.object_id is not None}


def _visible(rows: Any, viewer: Any, ids: set[int]) -> dict[int, Any]:
    return {row.pk: row for row in rows.visible_to(viewer).filter(pk__in=ids)} if ids else {}


def _line(event: Event, answers: Mapping[int, Answer], questions: Mapping[int, Question]) -> Told:
    before, after = WORDS.get(event.name, (event.name, ""))
    shown: dict[str, str] = {"title": str(_("a text that is not here any more")), "url": ""}
    if event.object_kind == "referral":
        shown = {}
    elif event.object_kind == "answer" and (answer := answers.get(event.object_id or 0)):
        shown = {"title": answer.question.title, "url": answer.get_absolute_url()}
    elif event.object_kind == "question" and (question := questions.get(event.object_id or 0)):
        shown = {"title": question.title, "url": question.get_absolute_url()}
    return Told(
        event_id=event.pk, name=event.name, at=event.occurred_at, before=str(before), after=str(after), **shown, **_actor(event)
    )


def _actor(event: Event) -> dict[str, str]:
    if event.name not in NAMED or event.actor is None or event.actor_id == event.subject_id:
        return {}
    actor = event.actor
    gone = actor.erased_at or actor.merged_into_id or not actor.is_active
    return {"by": actor.shown_name, "by_url": "" if gone else actor.get_absolute_url()}
