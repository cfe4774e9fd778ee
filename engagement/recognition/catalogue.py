"""Badges as a member reads them: by family, with their own progress. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.events.models import Event
from community.members.models import Member
from engagement.rules import facts as facts_of
from engagement.rules import memory, sentences
from engagement.rules import tree as t
from engagement.rules.memory import Step

from . import rules
from .lines import Told, tell
from .models import Award, Badge, Given

HONOURS: dict[str, Promise] = {
    Badge.Family.HELPER: _("Answers that worked"),
    Badge.Family.NEWCOMERS: _("New members who got on"),
    Badge.Family.AUTHOR: _("Guides that people use"),
    Badge.Family.CARE: _("Judgement that proved right"),
    Badge.Family.AMBASSADOR: _("Friends and ideas that found a home"),
    Badge.Family.HAND: _("What no rule can count"),
}
COUNTED_FROM = 10  # below this, how many have a badge is nobody's business
PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Way:
    """How far a member is on a badge: the steps, and the one that is furthest from done as a bar."""

    steps: tuple[Step, ...]

    @property
    def words(self) -> list[str]:
        return [sentences.way(step) for step in self.steps]

    @property
    def slowest(self) -> Step:
        return min(self.steps, key=lambda step: step.share)

    @property
    def percent(self) -> int:
        return int(self.slowest.share * 100)

    @property
    def begun(self) -> bool:
        return any(step.have for step in self.steps)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A badge in the catalogue: the viewer's award and way, and how many members have it (from ten on)."""

    badge: Badge
    award: Award | None = None
    way: Way | None = None
    holders: int | None = None


@dataclass(frozen=True, kw_only=True)
class Shelf:
    name: str
    honours: str | Promise
    lines: Sequence[Line]


def shelves(viewer: Any) -> list[Shelf]:
    """The whole catalogue, family by family, as this viewer sees it."""
    badges = list(Badge.objects.active().in_order().select_related("rule"))
    by_family: dict[str, list[Line]] = defaultdict(list)
    for line in lines_for(viewer, badges):
        by_family[line.badge.family].append(line)
    families = [family for family in Badge.Family if by_family[family]]
    return [Shelf(name=str(f.label), honours=HONOURS[f], lines=by_family[f]) for f in families]


def lines_for(viewer: Any, badges: Sequence[Badge]) -> list[Line]:
    held = awards_of(viewer)
    ways = ways_of(viewer, [badge for badge in badges if badge.pk not in held])
    counts = holders(badges)
    return [Line(badge=badge, award=held.get(badge.pk), way=ways.get(badge.pk), holders=counts.get(badge.pk)) for badge in badges]


def awards_of(viewer: Any) -> dict[int, Award]:
    """The viewer's awards by badge."""
    if not viewer.is_authenticated:
        return {}
    return {award.badge_id: award for award in Award.objects.standing().filter(member_id=viewer.pk).select_related("badge")}


def ways_of(member: Any, badges: Iterable[Badge]) -> dict[int, Way]:
    """How far the member is on each of these badges, by badge; there is no way to one given by hand. Facts are read once."""
    badges = [badge for badge in badges if not badge.is_by_hand]
    if not member.is_authenticated or not badges:
        return {}
    names = {name for badge in badges for name in t.facts_named(badge.tree)}
    facts = facts_of.read(Event.objects.filter(facts_of.of_members([member.pk]), name__in=names))
    return {badge.pk: Way(steps=tuple(memory.progress(badge.tree, facts))) for badge in badges}


def holders(badges: Iterable[Badge]) -> dict[int, int]:
    """How many members have each badge, where they are at least ten."""
    shown = Award.objects.standing().filter(badge__in=[badge.pk for badge in badges], member__in=Member.objects.people())
    counts = shown.order_by().values_list("badge_id").annotate(n=Count("pk"))
    return {badge_id: n for badge_id, n in counts if n >= COUNTED_FROM}


def newest_holders(badge: Badge, viewer: Any, *, before: int | None = None) -> tuple[list[Award], int | None]:
    """Who has the badge, newest first, and the cursor of what is older (None at the end)."""
    awards = Award.objects.standing().visible_to(viewer).filter(badge=badge)
    awards = awards.select_related("member").order_by("-awarded_at", "-pk")
    if before and (last := Award.objects.filter(badge=badge, pk=before).first()):
        awards = awards.older_than(last)
    found = list(awards[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def evidence_of(award: Award | None, viewer: Any) -> list[Told]:
    """The facts an award was given for, newest first: for its owner only."""
    if award is None or award.member_id != viewer.pk or award.badge.is_by_hand:
        return []
    events = Event.objects.filter(pk__in=award.evidence).select_related("actor").order_by("-occurred_at", "-pk")
    return list(tell(viewer, events).values())


def given_to(viewer: Any, badge: Badge) -> list[Given]:
    """Who of the team gave it to the viewer by hand and why, and who took it back: for its owner only."""
    return list(Given.objects.of(viewer).filter(badge=badge)) if viewer.is_authenticated and badge.is_by_hand else []


def close_to_earning(member: Member, *, most: int = 3) -> list[Line]:
    """The badges the member is nearest to: begun, not held, the furthest along first."""
    held = awards_of(member)
    earned = Badge.objects.active().exclude(family=Badge.Family.HAND)
    badges = [badge for badge in earned.in_order().select_related("rule") if badge.pk not in held]
    ways = ways_of(member, badges)
    near = [Line(badge=badge, way=ways[badge.pk]) for badge in badges if ways[badge.pk].begun]
    near.sort(key=lambda line: -line.way.percent if line.way else 0)
    names: dict[str, Line] = {}
    for line in near:
        names.setdefault(line.badge.name, line)
    return list(names.values())[:most]


def ladder(standing: int | None) -> list[dict[str, Any]]:
    """The levels with the viewer's place on them (None: nobody's)."""
    here = rules.level_of(standing).number if standing is not None else 0
    return [{"level": level, "reached": level.number <= here, "here": level.number == here} for level in rules.LEVELS]
