"""What two accounts have in common, read from traces, facts and addresses. Reads only."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from community.events.models import Event
from community.members.models import Member

from . import rules
from .models import Trace

TOWARDS = ("answer.accepted", "answer.helped", "answer.thanked")  # the actor does something for the subject
ACTS = ("question.asked", "answer.posted", "comment.posted", *TOWARDS)
LOOKED_AT = 200  # acts


def signs_of_joining(advocate: Member, friend: Member, *, opened_at: datetime) -> Iterator[str]:
    """What can be said as soon as the friend has joined. Traces are gone after 30 days, so this is the time to look."""
    mine = list(Trace.objects.filter(member=friend).order_by("-at")[:20])
    theirs = list(Trace.objects.filter(member=advocate).order_by("-at")[:50])
    near = [(one, other) for one in mine for other in theirs if one.near(other)]
    if near:
        yield "network"
        if any(one.browser and one.browser == other.browser for one, other in near):
            yield "browser"
        if any(opened_at <= one.at < opened_at + rules.QUICK for one, _other in near):
            yield "quick"
    if friend.email and advocate.email and rules.similar(friend.email, advocate.email):
        yield "similar_address"
    if friend.email and rules.is_disposable(friend.email, settings.DISPOSABLE_DOMAINS):
        yield "disposable"


def signs_of_acting(advocate: Member, friend: Member) -> Iterator[str]:
    """What the friend did, and for whom."""
    acts = Event.objects.filter(Q(actor=friend) | Q(subject=friend, actor=None), name__in=ACTS).order_by("occurred_at", "pk")
    done = list(acts.values_list("name", "subject_id", "occurred_at", "extras")[:LOOKED_AT])
    if done and friend.claimed_at and done[0][2] - friend.claimed_at < rules.FIRST_ACT:
        towards = [_receiver(name, subject, extras) for name, subject, _at, extras in done if name != "question.asked"]
        if towards and all(receiver == advocate.pk for receiver in towards):
            yield "only_for_one"
    marks = [subject for name, subject, _at, _extras in done if name == "answer.helped"]
    if len(marks) >= rules.MARKS_AT_LEAST and marks.count(advocate.pk) * 2 > len(marks):
        yield "marks_for_one"


def _receiver(name: str, subject_id: int, extras: dict[str, object]) -> object:
    return extras.get("asker_id") if name == "answer.posted" else subject_id
