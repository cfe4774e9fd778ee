"""Invitations as members read them: friends with their steps, milestones, whom to welcome. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from community.forum.models import Question
from community.members.models import Member
from engagement.integrity.models import Appeal
from engagement.integrity.rules import REFUSALS
from engagement.recognition.models import Badge
from engagement.rules import tree as t

from . import rules
from .models import Referral
from .rules import State

PAGE = 20
COUNTED = {
    "pending": Count("pk", filter=Q(state=State.VERIFIED)),
    "qualified": Count("pk", filter=Q(state__in=rules.HELPED)),
    "friends_found_help": Count("pk", filter=Q(state=State.REWARDED)),
}


@dataclass(frozen=True, kw_only=True)
class Friend:
    """A line of "Your friends": three steps, a sentence with its time, and where it stands in words."""

    referral: Referral
    steps: int
    says: str | Promise
    at: datetime | None
    stands: str
    tone: str = ""
    why: str | Promise = ""
    may_appeal: bool = False


@dataclass(frozen=True, kw_only=True)
class Milestone:
    friends: int
    badge: Badge
    reached: bool


def friends_of(member: Member, *, before: int | None = None) -> tuple[list[Friend], int | None]:
    """Whom the member's invitation brought, newest first, and the cursor of what is older (None at the end)."""
    rows = Referral.objects.joined().filter(advocate=member).select_related("friend").order_by("-verified_at", "-pk")
    if before and (last := Referral.objects.filter(pk=before, advocate=member).first()):
        rows = rows.filter(Q(verified_at__lt=last.verified_at) | Q(verified_at=last.verified_at, pk__lt=last.pk))
    found = list(rows[: PAGE + 1])
    appealed = set(
        Appeal.objects.filter(subject_kind="referral", subject_id__in=[row.pk for row in found]).values_list(
            "subject_id", flat=True
        )
    )
    return [_line(row, appealed) for row in found[:PAGE]], found[PAGE - 1].pk if len(found) > PAGE else None


def _line(row: Referral, appealed: set[int]) -> Friend:
    helped = row.qualified_at is not None
    says, at = (
        (rules.BY_WORDS.get(row.qualified_by, _("Found help")), row.qualified_at) if helped else (_("Joined"), row.verified_at)
    )
    steps = 3 if row.state == State.REWARDED else 2 if helped else 1
    more: dict[str, Any] = {"stands": _stands(row)}
    if row.state == State.REWARDED:
        more["tone"] = "gold"
    if row.state in (State.REJECTED, State.REVERSED):
        more["why"] = why(row)
        more["may_appeal"] = row.state == State.REJECTED and helped and row.pk not in appealed
    return Friend(referral=row, steps=steps, says=says, at=at, **more)


def _stands(row: Referral) -> str:
    words = {
        State.VERIFIED: _("Waiting for a solved question"),
        State.QUALIFIED: _("Counts as soon as the month is not full"),
        State.HELD: _("We are checking this, usually a day"),
        State.REWARDED: _("Rewarded"),
        State.REJECTED: _("Refused"),
        State.EXPIRED: _("The time is over"),
        State.REVERSED: _("Taken back"),
    }
    return words[State(row.state)]


def why(row: Referral) -> str | Promise:
    """Why nothing comes of it, in words for the two."""
    words: str | Promise = rules.REASONS.get(row.reason, "")
    return REFUSALS.get(row.reason, words)


def found_help(member: Member) -> int:
    return Referral.objects.filter(advocate=member, state=State.REWARDED).count()


def counts_of(member_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """For loyalty profiles, how many friends are on their way, did what the terms ask for, and were rewarded. One query."""
    rows = Referral.objects.filter(advocate__in=member_ids).order_by().values_list("advocate_id").annotate(**COUNTED)
    found = {pk: dict(zip(COUNTED, counts, strict=True)) for pk, *counts in rows}
    return {pk: found.get(pk, dict.fromkeys(COUNTED, 0)) for pk in member_ids}


def milestones(friends: int) -> list[Milestone]:
    """The badges for friends who found help, nearest first."""
    badges = Badge.objects.active().filter(family=Badge.Family.AMBASSADOR).in_order().select_related("rule")
    asked = [
        (badge.tree.at_least, badge)
        for badge in badges
        if isinstance(badge.tree, t.Count) and badge.tree.facts == ("referral.rewarded",)
    ]
    asked.sort(key=lambda one: one[0])
    return [Milestone(friends=need, badge=badge, reached=friends >= need) for need, badge in asked]


def to_welcome(member: Member) -> Question | None:
    """The newest first question of a friend that nobody has answered and the member may read."""
    friends = Referral.objects.filter(advocate=member, state=State.VERIFIED).values("friend")
    waiting = Question.objects.listed().visible_to(member).waiting().filter(author__in=friends)
    return waiting.select_related("author").defer("body", "html").order_by("-published_at").first()
