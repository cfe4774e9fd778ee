"""Everything that happens to messages. The only writes to this room's tables."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.timezone import now

from community.events.models import Event
from community.frame.prepared import ask
from community.members.actions import withdraw
from community.members.models import Consent, Member
from community.realtime.publish import publish

from .models import Channel, Message, Preference
from .registry import lines_for, notices

HISTORY = timedelta(days=30)  # what is older when it is told (a story of the past) is no news: it comes as read


def tell_member(event: Event, *, member: Member) -> None:
    """Put the fact into the member's inbox, once, unless they do not want that kind there; withheld while they may not see it."""
    if not wants(member, kind=event.name, channel=Channel.INBOX):
        return
    read_at = now() if event.occurred_at < now() - HISTORY else None
    withheld = not lines_for(member, [event])
    _note(event, member=member, channel=Channel.INBOX, withheld=withheld, read_at=read_at)
    announce(member.pk)


def note_sent(event: Event, *, member: Member) -> None:
    """A mail about the fact was handed over to the mail server."""
    _note(event, member=member, channel=Channel.MAIL, sent_at=now())


def _note(event: Event, *, member: Member, channel: str, **more: Any) -> None:
    """One row for the fact, member and channel: the one that is there already stays as it is."""
    row = Message(event=event, member=member, channel=channel, kind=event.name, created_at=event.occurred_at, **more)
    row.question_id = event.question_id
    Message.objects.bulk_create([row], ignore_conflicts=True)


def wants(member: Member, *, kind: str, channel: str) -> bool:
    return not ask(_unwanted, member.pk, kind, str(channel))


def _unwanted(member_id: int, kind: str, channel: str) -> QuerySet[Any]:
    return Preference.objects.filter(member=member_id, kind=kind, channel=channel).values_list("pk")


@transaction.atomic
def read_message(pk: int, *, by: Member) -> None:
    """One's own; anything else changes nothing."""
    if Message.objects.inbox_of(by.pk).unread().filter(pk=pk).update(read_at=now()):
        announce(by.pk)


@transaction.atomic
def read_all(*, until: int, by: Member) -> None:
    """All up to the newest one that was on the page: what came meanwhile stays unread."""
    if Message.objects.inbox_of(by.pk).unread().filter(pk__lte=until).update(read_at=now()):
        announce(by.pk)


@transaction.atomic
def weigh_again(messages: Collection[Message]) -> None:
    """What became hidden or was taken back leaves its members' inboxes; what stands again comes back."""
    members = Member.objects.in_bulk({message.member_id for message in messages})
    for member in members.values():
        theirs = [message for message in messages if message.member_id == member.pk]
        shown = lines_for(member, [message.event for message in theirs])
        changed = [message for message in theirs if message.withheld == (message.event_id in shown)]
        for message in changed:
            message.withheld = not message.withheld
        if Message.objects.bulk_update(changed, ["withheld"]):
            announce(member.pk)


@transaction.atomic
def choose(wanted: Collection[tuple[str, str]], *, by: Member) -> None:
    """Exactly these (kind, channel) are wanted from now on."""
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # two choices at once take turns: the later one stands
    every = {(kind, channel) for kind, notice in notices.items() if not notice.urgent for channel in Channel.values}
    Preference.objects.filter(member=by).delete()
    unwanted = sorted(every - set(wanted))
    Preference.objects.bulk_create(Preference(member=by, kind=kind, channel=channel) for kind, channel in unwanted)


@transaction.atomic
def stop_mail(*, member: Member, kind: str) -> None:
    """No more mail of this kind; where it is mail for a purpose they had agreed to, that is taken back."""
    if purpose := notices[kind].purpose:
        withdraw(member, purpose=purpose, channel="mail", where=Consent.Where.MAIL, by=member)
        return
    Preference.objects.get_or_create(member=member, kind=kind, channel=Channel.MAIL)


def forget_old_messages() -> int:
    """Older than they are kept, read or not; the facts they told of stay."""
    oldest = now() - timedelta(days=settings.KEEP_DAYS["messages"])
    return Message.objects.filter(created_at__lt=oldest).delete()[0]


def unread_count(member_id: int) -> int:
    found = ask(_unread, member_id)
    return found[0][0] if found else 0


def _unread(member_id: int) -> QuerySet[Any]:
    return Message.objects.inbox_of(member_id).unread().order_by().values("member_id").annotate(n=Count("pk")).values_list("n")


def announce(member_id: int) -> None:
    """Tell the member's open pages the new number, counted after the commit so that two workers agree."""
    transaction.on_commit(lambda: _announce(member_id), robust=True)


def _announce(member_id: int) -> None:
    publish(f"member:{member_id}", {"kind": "inbox.changed", "unread": unread_count(member_id)})
