"""The words for what happens to a member's rewards, and for the team when codes are missing. Codes stand in no mail."""

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.events.models import Event
from community.members.models import Member
from community.notifications.registry import Line, found, notice

from .events import PoolEmptied, RewardCancelled, RewardExpired, RewardExpiring, RewardGiven, VoucherRedeemed
from .models import Gift, Reward

Lines = Iterator[tuple[Event, Line]]


def _lines(member: Member, events: list[Event], say: Callable[[Gift], str]) -> Lines:
    """Told while it can still be used."""
    gifts = Gift.objects.visible_to(member).filter(pk__in=[event.object_id for event in events], status=Gift.Status.GIVEN)
    for event, gift in found(events, gifts.select_related("reward")):
        yield event, Line(sentence=say(gift), url=reverse("rewards"))


@notice(
    RewardGiven,
    label=gettext_lazy("A reward for me"),
    icon="gift",
    to=lambda fact: None if fact.actor_id == fact.subject_id else fact.subject_id,  # who bought it knows
    ended_by=(RewardCancelled, RewardExpired, VoucherRedeemed),
)
def given(member: Member, events: list[Event]) -> Lines:
    def say(gift: Gift) -> str:
        if gift.reward.kind == Reward.Kind.EXPERIENCE:
            return _("You are invited: %(name)s.") % {"name": gift.reward.name}
        return _("You were given %(name)s.") % {"name": gift.reward.name}

    return _lines(member, events, say)


@notice(
    RewardExpiring,
    label=gettext_lazy("A reward of mine ends soon"),
    icon="hourglass",
    to=lambda fact: fact.subject_id,
    ended_by=(RewardCancelled, RewardExpired, VoucherRedeemed),
)
def expiring(member: Member, events: list[Event]) -> Lines:
    def say(gift: Gift) -> str:
        day = date_format(localtime(gift.expires_at), "DATE_FORMAT") if gift.expires_at else ""
        return _("%(name)s is good until %(day)s.") % {"name": gift.reward.name, "day": day}

    return _lines(member, events, say)


@notice(PoolEmptied, label=gettext_lazy("A reward has no codes left"), icon="triangle-alert", to=lambda fact: fact.subject_id)
def emptied(member: Member, events: list[Event]) -> Lines:
    """Told while somebody waits."""
    empty = Reward.objects.filter(pk__in=[event.object_id for event in events], told_empty_at__isnull=False)
    for event, reward in found(events, empty):
        sentence = _("“%(name)s” has no codes left, and somebody waits for one.") % {"name": reward.name}
        yield event, Line(sentence=sentence, url=reverse("rewards:pool", args=[reward.pk]))
