"""Why a member's level is what it is: what was given, what each gain was for, what was taken back. The owner's only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from community.events.models import Event
from community.forum.rules import HIDE_REASONS
from community.members.models import Member
from engagement.rules import facts as facts_of

from . import rules
from .events import LevelReached
from .lines import Told, tell
from .models import Balance, Entry, Unit

PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A member's level, the way to the next, and the number behind it."""

    amount: int
    level: rules.Level
    following: rules.Level | None
    share: int


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A row of the table: what was given, how often, what it adds."""

    what: str
    each: str
    times: int
    adds: int


@dataclass(frozen=True, kw_only=True)
class Gain:
    """One entry in words. `off`: a later fact took it back. `because` says why an entry takes something back.

    `together` stands instead of the fact's own words where one entry is for several of a day.
    """

    entry: Entry
    told: Told
    rule: str | Promise
    off: bool
    because: str
    together: str


def standing_of(member: Member) -> Standing:
    amount = Balance.objects.filter(member=member, unit=Unit.STANDING).values_list("amount", flat=True).first() or 0
    level = rules.level_of(amount)
    return Standing(amount=amount, level=level, following=rules.next_level(level), share=rules.share_of_way(amount))


def reached_at(member: Member, level: rules.Level) -> datetime | None:
    """Since when; nobody was there for the first level, and what was recognised silently has no day."""
    facts = Event.objects.filter(facts_of.of_members([member.pk]), name=LevelReached.name, object_id=level.number)
    return facts.order_by("occurred_at").values_list("occurred_at", flat=True).first()


def kinds(member: Member) -> list[Kind]:
    """What the standing is made of. The rows add up to the balance."""
    sums = _entries(member).order_by().values_list("rule", "cause").annotate(Sum("amount"))
    accepted = [amount for rule, _cause, amount in sums if rule == rules.ACCEPT_RULE and amount]
    marks = sum(amount for rule, _cause, amount in sums if rule == rules.MARK_RULE)
    friends = [amount for rule, _cause, amount in sums if rule == rules.FRIEND_RULE and amount]
    newcomers = sum(1 for amount in accepted if amount > rules.ACCEPTED)
    rows = [
        Kind(
            what=_("Answers accepted"),
            each=_("%(n)s each") % {"n": rules.ACCEPTED},
            times=len(accepted),
            adds=rules.ACCEPTED * len(accepted),
        ),
        Kind(
            what=_("of these, for newcomers"),
            each=_("%(n)s more each") % {"n": rules.NEWCOMER_EXTRA},
            times=newcomers,
            adds=rules.NEWCOMER_EXTRA * newcomers,
        ),
        Kind(
            what=_("Marks and thanks from members"),
            each=_("%(n)s each, at most %(cap)s a day") % {"n": rules.PER_GIVER, "cap": rules.DAY_CAP},
            times=marks // rules.PER_GIVER,
            adds=marks,
        ),
        Kind(
            what=_("Friends who found help"),
            each=_("%(n)s each") % {"n": rules.PER_FRIEND},
            times=len(friends),
            adds=sum(friends),
        ),
    ]
    return [row for row in rows if row.times]


def gains(member: Member, *, only_taken_back: bool = False, before: int | None = None) -> tuple[list[Gain], int | None]:
    """The member's entries in words, newest first, and the cursor of what is older (None at the end)."""
    entries = _entries(member).select_related("event__actor").order_by("-at", "-pk")
    if only_taken_back:
        entries = entries.filter(kind=Entry.Kind.VOID)
    if before and (last := _entries(member).filter(pk=before).first()):
        entries = entries.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    found = list(entries[: PAGE + 1])
    shown = found[:PAGE]
    return _told(member, shown), shown[-1].pk if len(found) > PAGE else None


def _entries(member: Member) -> Any:
    return Entry.objects.filter(member=member, unit=Unit.STANDING)


def _told(member: Member, entries: list[Entry]) -> list[Gain]:
    told = tell(member, [entry.event for entry in entries])
    alone = (rules.ACCEPT_RULE, rules.FRIEND_RULE)  # a cause of one thing, which a void takes back whole
    causes = [entry.cause for entry in entries if entry.rule in alone]
    voids = _entries(member).filter(cause__in=causes, kind=Entry.Kind.VOID).order_by()
    last_void = dict(voids.values_list("cause").annotate(Max("pk")))
    return [
        Gain(
            entry=entry,
            told=told[entry.event_id],
            rule=rules.RULE_WORDS.get(entry.rule, ""),
            off=entry.amount > 0 and entry.rule in alone and last_void.get(entry.cause, 0) > entry.pk,
            because=_because(entry),
            together=_together(entry),
        )
        for entry in entries
    ]


def _together(entry: Entry) -> str:
    """Several marks of a day can be one entry: they were worked on together, or hidden together."""
    several = abs(entry.amount) // rules.PER_GIVER
    if entry.rule != rules.MARK_RULE or several < 2:
        return ""
    if entry.amount > 0:
        return _("%(n)s members marked answers of yours, or thanked you, on one day") % {"n": several}
    return _("What %(n)s members had marked, or thanked you for, on one day") % {"n": several}


def _because(entry: Entry) -> str:
    """Why an entry took something back; "" for a gain and where the sentence says it already."""
    if entry.amount > 0:
        return ""
    reason = entry.event.extras.get("reason", "")
    words = _("What it had added is taken back, nothing else.")
    if reason in HIDE_REASONS:
        return _("The reason: %(reason)s.") % {"reason": HIDE_REASONS[reason]} + " " + words
    return words
