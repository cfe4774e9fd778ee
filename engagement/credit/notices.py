"""The words for what happens to a member's balance. Nobody but its owner is told, and nobody while the brand has none."""

from collections.abc import Callable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.events.models import Event
from community.members.models import Member
from community.notifications.registry import Line, notice

from .events import CreditCorrected, CreditExpired, CreditExpiring, CreditReturned, CreditSpent, CreditTakenBack
from .models import Lot, Terms

Lines = Iterator[tuple[Event, Line]]


def is_on() -> bool:
    return Terms.current() is not None


def _lines(events: list[Event], say: Callable[[Event, str], str]) -> Lines:
    terms = Terms.current()
    for event in events if terms else ():
        if terms and (sentence := say(event, terms.unit)):
            yield event, Line(sentence=sentence, url=reverse("balance"))


@notice(
    CreditExpiring,
    label=gettext_lazy("A part of my balance ends soon"),
    icon="hourglass",
    to=lambda fact: fact.subject_id,
    ended_by=(CreditExpired, CreditSpent),
    offered=is_on,
)
def expiring(member: Member, events: list[Event]) -> Lines:
    """Told with what is left of it by now."""
    lots = list(Lot.objects.usable().filter(member=member))

    def say(event: Event, unit: str) -> str:
        day = date.fromisoformat(event.extras["until"])
        left = sum(lot.left for lot in lots if lot.last_day == day)
        words = _("%(n)d %(unit)s are good until %(day)s.")
        return words % {"n": left, "unit": unit, "day": date_format(day, "DATE_FORMAT")} if left else ""

    return _lines(events, say)


@notice(
    CreditSpent,
    label=gettext_lazy("My balance was used in a shop"),
    icon="tag",
    to=lambda fact: None if fact.actor_id == fact.subject_id else fact.subject_id,
    ended_by=(CreditReturned,),
    offered=is_on,
)
def spent(member: Member, events: list[Event]) -> Lines:
    """Somebody showed their number: whoever it was, they hear of it."""
    return _lines(
        events, lambda event, unit: _("%(n)d %(unit)s were used in a shop.") % {"n": event.extras["amount"], "unit": unit}
    )


@notice(
    CreditTakenBack,
    label=gettext_lazy("A purchase of mine was given back"),
    icon="undo-2",
    to=lambda fact: fact.subject_id,
    offered=is_on,
)
def taken_back(member: Member, events: list[Event]) -> Lines:
    def say(event: Event, unit: str) -> str:
        said = {"n": event.extras["amount"], "owed": event.extras["owed"], "unit": unit}
        if said["owed"]:
            words = _(
                "%(n)d %(unit)s went back with a purchase. %(owed)d were spent already: the next ones you earn make up for it."
            )
            return words % said
        return _("%(n)d %(unit)s went back with a purchase.") % said

    return _lines(events, say)


@notice(
    CreditCorrected,
    label=gettext_lazy("My balance was put right"),
    icon="pencil",
    to=lambda fact: fact.subject_id,
    offered=is_on,
)
def corrected(member: Member, events: list[Event]) -> Lines:
    def say(event: Event, unit: str) -> str:
        words = _("%(n)s %(unit)s: the team put your balance right.")
        return words % {"n": f"{event.extras['amount']:+d}", "unit": unit}

    return _lines(events, say)
