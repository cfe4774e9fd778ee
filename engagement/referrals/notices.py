"""The words for what invitations tell the two."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.events.models import Event
from community.members.models import Member
from community.notifications.registry import Line, found, notice

from .events import FriendWelcomed, ReferralHeld, ReferralRejected, ReferralReversed, ReferralRewarded, ReferralVerified
from .models import Referral
from .rules import State
from .shown import why

Lines = Iterator[tuple[Event, Line]]


def _referrals(member: Member, events: list[Event]) -> Iterator[tuple[Event, Referral]]:
    rows = Referral.objects.visible_to(member).filter(pk__in=[event.object_id for event in events])
    return found(events, rows.select_related("friend", "advocate", "programme"))


def _line(sentence: str) -> Line:
    return Line(sentence=sentence, url=reverse("invite"))


@notice(ReferralVerified, label=gettext_lazy("A friend I invited joined"), icon="user-plus", to=lambda fact: fact.subject_id)
def joined(member: Member, events: list[Event]) -> Lines:
    for event, referral in _referrals(member, events):
        yield event, _line(_("%(name)s joined by your invitation.") % {"name": referral.friend.shown_name})


@notice(
    ReferralRewarded,
    label=gettext_lazy("A friend I invited found help"),
    icon="users",
    to=lambda fact: fact.subject_id,
    ended_by=(ReferralReversed,),
)
def rewarded(member: Member, events: list[Event]) -> Lines:
    for event, referral in _referrals(member, events):
        yield event, _line(_("%(name)s, whom you invited, found help here.") % {"name": referral.friend.shown_name})


@notice(FriendWelcomed, label=gettext_lazy("What came of my being invited"), icon="users", to=lambda fact: fact.subject_id)
def welcomed(member: Member, events: list[Event]) -> Lines:
    for event, referral in _referrals(member, events):
        if referral.state == State.REWARDED:
            said = _("You found help here, and %(name)s, who invited you, is recognised for it.")
            yield event, _line(said % {"name": referral.advocate.shown_name})


@notice(
    ReferralHeld, label=gettext_lazy("An invitation of mine is being looked at"), icon="info", to=lambda fact: fact.subject_id
)
def held(member: Member, events: list[Event]) -> Lines:
    for event, referral in _referrals(member, events):
        if referral.state == State.HELD and not event.extras["appeal"]:
            yield event, _line(_("We are checking one of your invitations, usually a day."))


@notice(ReferralRejected, label=gettext_lazy("An invitation of mine was refused"), icon="info", to=lambda fact: fact.subject_id)
def rejected(member: Member, events: list[Event]) -> Lines:
    for event, referral in _referrals(member, events):
        if referral.state == State.REJECTED and referral.verified_at:
            said = _("Your invitation of %(name)s gives nothing. %(why)s")
            yield event, _line(said % {"name": referral.friend.shown_name, "why": why(referral)})


@notice(
    ReferralReversed, label=gettext_lazy("What an invitation gave was taken back"), icon="undo-2", to=lambda fact: fact.subject_id
)
def taken_back(member: Member, events: list[Event]) -> Lines:
    for event, referral in _referrals(member, events):
        if referral.state == State.REVERSED:
            said = _("What your invitation of %(name)s had given you was taken back. %(why)s")
            yield event, _line(said % {"name": referral.friend.shown_name, "why": why(referral)})
