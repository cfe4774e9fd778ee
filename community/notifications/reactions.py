"""What follows from facts: a line in the inbox, a mail, and second thoughts when something is hidden or taken back."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from community import clock
from community.events.door import Fact, Later, on
from community.events.models import Event
from community.frame.prepared import ask
from community.members.consent import may
from community.members.models import Member, Reach
from community.moderation.events import DecisionMade, TextKept, TextReported

from . import actions, guests, registry
from .mail import send_mail
from .models import Channel, Message

FRESH = timedelta(days=7)  # older facts (a long outage, a story of the past) stand in the inbox only


def answer_notices() -> None:
    """React to the facts that every room's notices name; called once all of them are known."""
    for notice in registry.notices.values():
        on(notice.fact)(tell)
        on(notice.fact, outside=True)(tell_by_mail)
        on(*notice.ended_by)(weigh_again)


def tell(fact: Fact, event: Event) -> None:
    if member := receiver(fact, event):
        actions.tell_member(event, member=member)


def tell_by_mail(fact: Fact, event: Event) -> None:
    """Runs outside a transaction, after the inbox (work is done in the order of its names): the bell waits for no mail.

    What is hidden or taken back by now is not sent, and nobody hears of it. In a member's quiet hours it waits.
    """
    member = receiver(fact, event)
    if member is None or not member.email or event.occurred_at < now() - FRESH:
        return
    if not may_mail(member, kind=event.name) or _was_sent(event, member):
        return
    if not registry.notices[event.name].urgent and (end := member.end_of_quiet(clock.now())):
        raise Later(end)
    if send_mail(event, member=member):
        actions.note_sent(event, member=member)


def receiver(fact: Fact, event: Event) -> Member | None:
    """Who is told: a person who has signed in, as the member they are now."""
    member_id = None if event.silent else registry.notices[fact.name].to(fact)
    if member_id is None or member_id == event.actor_id:
        return None
    found: Member | None = next(iter(ask(_person, member_id)), None)
    return found


def _person(member_id: int) -> QuerySet[Member]:
    merged_into = Subquery(Member.objects.filter(pk=member_id).values("merged_into"))
    return Member.objects.people().filter(pk=Coalesce(merged_into, member_id), claimed_at__isnull=False)


def may_mail(member: Member, *, kind: str) -> bool:
    """Whether a mail of this kind may go to them now: asked again each time one is about to leave."""
    notice = registry.notices[kind]
    if notice.urgent:
        return True
    if member.is_suspended:
        return False
    allowed = not notice.purpose or may(member, notice.purpose, "mail")
    return allowed and member.reached_by == Reach.MAIL and actions.wants(member, kind=kind, channel=Channel.MAIL)


def _was_sent(event: Event, member: Member) -> bool:
    return bool(ask(_sent, event.pk, member.pk))


def _sent(event_id: int, member_id: int) -> QuerySet[Any]:
    sent = Message.objects.filter(event=event_id, member=member_id, channel=Channel.MAIL, sent_at__isnull=False)
    return sent.values_list("pk")


def weigh_again(fact: Fact, event: Event) -> None:
    """After a reversal, and when a text stops or starts being visible. Registered for the facts that `ended_by` names."""
    if event.question_id:
        touched = Message.objects.filter(question_id=event.question_id)
    else:
        touched = Message.objects.filter(event__source=event.reverses_source, event__source_id=event.reverses_source_id or None)
    actions.weigh_again(list(touched.with_events()))


@on(TextReported, outside=True)
def receipt_to_guest(fact: TextReported, event: Event) -> None:
    guests.send_receipt(event)


@on(DecisionMade, TextKept, outside=True)
def outcome_to_guests(fact: DecisionMade | TextKept, event: Event) -> None:
    guests.send_outcomes(event)
