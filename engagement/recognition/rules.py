"""What is recognised, and how much: data and pure functions. Recognition is for outcomes, never for motions."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from community.frame.identity import level_name
from engagement.rules.facts import Happening

ACCEPTED, NEWCOMER_EXTRA, NEWCOMER_DAYS = 15, 5, 30  # an accepted answer; more when the asker had joined lately
PER_GIVER, DAY_CAP = 3, 30  # each member who marked or thanked, once a day; at most so much a day

PER_FRIEND = 20  # an invited friend who found help; the fact says how much it was then

ACCEPT_RULE, MARK_RULE, FRIEND_RULE = "accepted-1", "marked-1", "referral-1"
MARKING, REWARDED = ("answer.helped", "answer.thanked"), "referral.rewarded"
COUNTED = ("answer.accepted", *MARKING, REWARDED)  # the facts the ledger counts

RULE_WORDS: dict[str, Promise] = {
    ACCEPT_RULE: _("An accepted answer adds 15, and 5 more when the asker had joined less than 30 days before asking."),
    MARK_RULE: _("Each member who marks an answer as helpful, or thanks you for it, adds 3, once a day; at most 30 a day."),
    FRIEND_RULE: _("Each friend you invited who found help here adds 20, once."),
}


class Cause(NamedTuple):
    """What entries add up for: one answer's acceptance, one day's marks, or one friend. `key` is stored with each entry."""

    rule: str
    key: str


def cause_of(fact: Happening) -> Cause | None:
    """The cause a fact belongs to; None when the ledger does not count it."""
    if fact.name == "answer.accepted":
        return Cause(ACCEPT_RULE, f"accepted:answer:{fact.object_id}")
    if fact.name in MARKING:
        return Cause(MARK_RULE, f"marked:{day_of(fact).isoformat()}")
    if fact.name == REWARDED:
        return Cause(FRIEND_RULE, f"referral:{fact.object_id}")
    return None


def day_of(fact: Happening) -> date:
    """The day in the site's time zone, not the member's: a cap's day is the same for everybody."""
    return fact.occurred_at.astimezone(get_default_timezone()).date()


def counts(fact: Happening) -> bool:
    """In force, earned as a member and not by oneself."""
    return fact.in_force and not fact.by_staff and fact.actor_id != fact.owner_id and not fact.extras.get("own")


def worth_of_acceptance(fact: Happening) -> int:
    """Fixed by the fact for ever: how new the asker was is remembered in it."""
    if not counts(fact) or fact.extras.get("asker_id") in (fact.subject_id, fact.owner_id):
        return 0
    newcomer = fact.extras.get("asker_days", NEWCOMER_DAYS) < NEWCOMER_DAYS
    return ACCEPTED + (NEWCOMER_EXTRA if newcomer else 0)


def target(cause: Cause, facts: Iterable[Happening]) -> int:
    """What the cause is worth now: a pure function of the set of its facts, so order and repetition change nothing.

    An answer is worth its best acceptance in force, once, however often it was taken back and given again.
    A day's marks are min(sum, cap) over distinct givers. A friend counts once.
    """
    if cause.rule == FRIEND_RULE:
        return max((int(fact.extras.get("standing", PER_FRIEND)) for fact in facts if counts(fact)), default=0)
    if cause.rule == ACCEPT_RULE:
        return max((worth_of_acceptance(fact) for fact in facts), default=0)
    givers = {fact.actor_id for fact in facts if counts(fact) and fact.actor_id is not None}
    return min(PER_GIVER * len(givers), DAY_CAP)


# --- levels -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Level:
    """A named step of recognition. The first starts at 0; a level is never lost by not taking part."""

    number: int
    threshold: int
    own_name: Promise

    @property
    def name(self) -> str:
        """As the brand calls it, else as the product does in the reader's language."""
        return level_name(self.number, str(self.own_name))


LEVELS = (
    Level(1, 0, _("New face")),
    Level(2, 25, _("Helping hand")),
    Level(3, 100, _("Good neighbour")),
    Level(4, 300, _("Trusted voice")),
    Level(5, 1_000, _("Mentor")),
    Level(6, 3_000, _("Pillar")),
    Level(7, 10_000, _("Cornerstone")),
)
_THRESHOLDS = [level.threshold for level in LEVELS]


def level_of(standing: int) -> Level:
    """Monotone: more standing is never a lower level."""
    return LEVELS[max(bisect_right(_THRESHOLDS, standing) - 1, 0)]


def next_level(level: Level) -> Level | None:
    return LEVELS[level.number] if level.number < len(LEVELS) else None


def share_of_way(standing: int) -> int:
    """0-100: how far to the next level; 100 on the last."""
    level = level_of(standing)
    following = next_level(level)
    if following is None:
        return 100
    return (standing - level.threshold) * 100 // (following.threshold - level.threshold)


_WAY = (
    (15, _("The first steps towards %(name)s.")),
    (29, _("About a quarter of the way to %(name)s.")),
    (42, _("A good third of the way to %(name)s.")),
    (58, _("About half of the way to %(name)s.")),
    (75, _("Two thirds of the way to %(name)s.")),
    (90, _("Most of the way to %(name)s.")),
    (101, _("Almost at %(name)s.")),
)


def way_in_words(level: int, share: int) -> str:
    """How far to the next level, without a number: what everybody may read on a profile."""
    following = next_level(LEVELS[level - 1])
    if following is None:
        return str(_("The last level."))
    return str(next(words for end, words in _WAY if share < end) % {"name": following.name})


assert all(low < high for low, high in pairwise(_THRESHOLDS))

METAL_ORDER = ("gold", "silver", "bronze", "brand")
FLAIR_BADGES = 3
