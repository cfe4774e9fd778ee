"""What leaves for other systems, and when: the profile's fields, the facts nobody hears of, the ladder of tries. Data only."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROFILE_FACT = "profile.changed"
PROFILE_TYPE = "profile.updated"  # its name outside: a state told now and then, not each change of it
PRIVATE_FACTS = frozenset(  # doubts, suspicions, what a member does with their own data, and what is only ours
    {"answer.doubted", "answer.doubt_withdrawn", "referral.held", "export.asked", "export.ready", "history.badge"}
    | {"endpoint.tried", "endpoint.stopped"}
)
GOODBYES = frozenset({"member.erased", "consent.changed"})  # who was told of a member hears that they no longer may be

# Standard Webhooks' ladder: how long after each failed try comes the next. After the last the endpoint is switched off.
_MINUTE, _HOUR = 60, 3600
WAITS = tuple(timedelta(seconds=s) for s in (5, 5 * _MINUTE, 30 * _MINUTE, *(hours * _HOUR for hours in (2, 5, 10, 14, 20, 24))))
JITTER = 0.1  # each wait is up to a tenth longer, so that what failed together does not come back together
GONE = 410
BUSY = frozenset({429, 502, 504})  # the whole endpoint rests
REST = timedelta(seconds=30)
LONGEST_REST = timedelta(hours=24)

PROFILE_PAUSE = timedelta(minutes=1)  # a member's profile is told at most once in it, to each endpoint
OLD_SECRET = timedelta(hours=24)  # how long the secret before the last still signs
KEPT_WHILE_OFF = timedelta(days=30)  # facts are kept for an endpoint that is switched off
OVERLAP = timedelta(minutes=5)  # no transaction takes longer: what was recorded before a moment is visible by then
LARGEST = 20_000  # bytes of a body


@dataclass(frozen=True)
class Field:
    """A part of the loyalty profile that an endpoint may be given; `section` is what the member reads about the look."""

    key: str
    label: Promise
    section: str


FIELDS = (
    Field("ids", _("Handle and public number"), "all"),
    Field("joined_at", _("Since when a member"), "all"),
    Field("preferred", _("Language and time zone"), "all"),
    Field("level", _("Level"), "given"),
    Field("standing", _("Recognition: the number behind the level"), "given"),
    Field("badges", _("Badges"), "given"),
    Field("rewards", _("How many rewards are open and redeemed"), "rewards"),
    Field("credit", _("Balance: what they can spend"), "balance"),
    Field("contribution", _("What they gave: questions, answers, people helped"), "given"),
    Field("membership", _("Membership"), "membership"),
    Field("referrals", _("Friends they invited"), "friends"),
)
FIELDS_BY_KEY = {field.key: field for field in FIELDS}
