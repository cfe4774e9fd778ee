"""The states of a referral and the ways between them, which invitation counts, the words of refusals. Data and pure functions."""

import secrets
from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from community.members.rules import base_for, key_of


class State(models.TextChoices):
    ATTRIBUTED = "attributed", _("signed up")
    VERIFIED = "verified", _("joined")
    QUALIFIED = "qualified", _("found help")
    HELD = "held", _("being checked")
    REWARDED = "rewarded", _("rewarded")
    REJECTED = "rejected", _("refused")
    EXPIRED = "expired", _("expired")
    REVERSED = "reversed", _("taken back")


S = State
# A refusal opens again by its one appeal (and before joining by naming another invitation), what was taken back by its
# evidence standing again; what is approved in a month that is full waits as qualified; what expired is over.
WAYS: dict[State, frozenset[State]] = {
    S.ATTRIBUTED: frozenset({S.VERIFIED, S.REJECTED, S.EXPIRED}),
    S.VERIFIED: frozenset({S.QUALIFIED, S.REJECTED, S.EXPIRED}),
    S.QUALIFIED: frozenset({S.HELD, S.REWARDED, S.REJECTED, S.REVERSED}),
    S.HELD: frozenset({S.REWARDED, S.QUALIFIED, S.REJECTED, S.REVERSED}),
    S.REWARDED: frozenset({S.REVERSED}),
    S.REJECTED: frozenset({S.ATTRIBUTED, S.HELD}),
    S.EXPIRED: frozenset(),
    S.REVERSED: frozenset({S.QUALIFIED}),
}
OPEN = (S.ATTRIBUTED, S.VERIFIED, S.QUALIFIED, S.HELD)
HELPED = (S.QUALIFIED, S.HELD, S.REWARDED)  # the friend has found help

# Why an invitation cannot be used, or gives nothing. What a person decided has its words in integrity.
REASONS: dict[str, Promise] = {
    "unknown": _("No invitation has this code."),
    "paused": _("This invitation cannot be used at the moment."),
    "own": _("This is your own invitation. It works for somebody else."),
    "member": _("You are a member already. An invitation is for people who are not here yet."),
    "same_address": _("This address belongs to who invites. An invitation is for somebody else."),
    "circle": _("Whoever invites here came by an invitation that goes back to you."),
    "full": _("This invitation has been used as often as it may be this month."),
    "team": _("The brand's team takes no part in the programme."),
    "taken_off": _("The friend said that the invitation was not why they came."),
    "left": _("One of the two has left the community."),
    "void": _("What it was given for was hidden by the team or proved wrong."),
}

# --- codes ------------------------------------------------------------------------------------------------------

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read for another
STEM, TAIL = 12, 4


def draw_code(handle: str) -> str:
    """A code that can be said aloud: a word of the handle and four drawn letters."""
    stem = base_for(handle.partition("-")[0].partition(".")[0].partition("_")[0])[:STEM].strip("-")
    plain = stem if stem.isascii() and stem else "friend"
    return f"{plain}-{''.join(secrets.choice(LETTERS) for _turn in range(TAIL))}"


def code_key(typed: str) -> str:
    """Codes that look alike are one."""
    return key_of(typed.strip()[:60])


# --- which invitation counts ------------------------------------------------------------------------------------


class Touch(NamedTuple):
    """Somebody pressed Join on an invitation, or typed its code."""

    code: str
    at: datetime
    typed: bool = False


def choose(touches: Iterable[Touch], *, own: Container[str] = (), now: datetime, days: int) -> Touch | None:
    """The touch that counts: a typed code wins over links, then the last one; one's own never counts, nor what is too old.

    A function of the set: in which order they arrived changes nothing.
    """
    fit = [touch for touch in touches if touch.code not in own and now - timedelta(days=days) <= touch.at <= now]
    return max(fit, key=lambda touch: (touch.typed, touch.at, touch.code), default=None)


def month_of(moment: datetime) -> tuple[datetime, datetime]:
    """The calendar month in the site's time zone, as [first, next first)."""
    here = moment.astimezone(get_default_timezone())
    first = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    later = (first + timedelta(days=32)).replace(day=1)
    zone = get_default_timezone()
    return first.replace(tzinfo=zone), later.replace(tzinfo=zone)


# --- qualification ----------------------------------------------------------------------------------------------

QUALIFYING = {
    "any": [
        {"count": ["answer.found"], "where": [{"field": "own", "op": "=", "value": False}]},
        {"count": ["answer.accepted"], "where": [{"field": "own", "op": "=", "value": False}]},
    ]
}
BY_WORDS: dict[str, Promise] = {
    "answer.found": _("First question solved"),
    "answer.accepted": _("First answer accepted"),
    "order.placed": _("First order placed"),
}
