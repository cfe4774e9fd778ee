"""Giving badges and taking them back. An award is a function of the set of facts: whether its rule ever held."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from community import clock
from community.events.models import Event
from engagement.rules import memory, sql
from engagement.rules import tree as t
from engagement.rules.facts import Happening
from engagement.rules.memory import Reached

from ..models import Award, Badge

VOID = "evidence_void"


@dataclass
class Outcome:
    """What changed: awards given, given again, and taken back."""

    given: list[Award] = field(default_factory=list)
    again: list[Award] = field(default_factory=list)
    mended: list[Award] = field(default_factory=list)
    revoked: list[Award] = field(default_factory=list)


def existing(member_ids: Iterable[int]) -> dict[tuple[int, int], Award]:
    rows = Award.objects.filter(member_id__in=list(member_ids), period="").select_related("rule", "badge__rule")
    return {(award.member_id, award.badge_id): award for award in rows}


def badges_to_judge(
    badges: Sequence[Badge], awards: Mapping[tuple[int, int], Award], member_id: int, event: Event, *, took_away: bool
) -> list[Badge]:
    """The badges whose answer the event may change for the member: cheap conditions before any history is read."""
    if took_away:
        return list(badges)
    open_ = [badge for badge in badges if _may_change(badge, awards.get((member_id, badge.pk)), event)]
    unmet = [badge for badge in open_ if not _stands(awards.get((member_id, badge.pk)))]
    if not unmet:
        return open_
    most = sql.upper_bounds([leaf for badge in unmet for leaf in t.leaves(badge.tree)], member_id)
    hopeless = {badge.pk for badge in unmet if not _possible(badge.tree, most)}
    return [badge for badge in open_ if badge.pk not in hopeless]


def _stands(award: Award | None) -> bool:
    return award is not None and award.is_standing


def _may_change(badge: Badge, award: Award | None, event: Event) -> bool:
    """A fact after the moment a rule first held cannot move that moment."""
    if event.name not in t.facts_named(badge.tree):
        return False
    return award is None or not award.is_standing or event.occurred_at <= award.awarded_at


def _possible(tree: t.Tree, most: Mapping[t.Count, int]) -> bool:
    match tree:
        case t.Count():
            return most[tree] >= max(tree.at_least, tree.people)
        case t.AllOf(parts):
            return all(_possible(part, most) for part in parts)
        case t.AnyOf(parts):
            return any(_possible(part, most) for part in parts)
    return True


def judge(
    histories: Mapping[int, Sequence[Happening]],
    badges: Mapping[int, Sequence[Badge]],
    awards: Mapping[tuple[int, int], Award],
) -> Outcome:
    """Bring the awards of each member in line with their facts, for the given badges (by member)."""
    outcome = Outcome()
    for member_id, facts in histories.items():
        for badge in badges[member_id]:
            award = awards.get((member_id, badge.pk))
            rule = award.rule if award and award.is_standing else badge.rule
            reached = memory.ever(t.load(rule.rule), facts)
            _decide(outcome, member_id, badge, award, reached)
    _write(outcome)
    return outcome


def _decide(outcome: Outcome, member_id: int, badge: Badge, award: Award | None, reached: Reached | None) -> None:
    if reached is None:
        if award and award.is_standing:
            award.status, award.reason, award.revoked_at = Award.Status.REVOKED, VOID, clock.now()
            outcome.revoked.append(award)
    elif award is None:
        outcome.given.append(
            Award(
                member_id=member_id,
                badge=badge,
                rule=badge.rule,
                evidence=list(reached.evidence),
                awarded_at=reached.moment,
            )
        )
    elif not award.is_standing:
        award.status, award.reason, award.revoked_at = Award.Status.AWARDED, "", None
        award.rule, award.evidence, award.awarded_at = badge.rule, list(reached.evidence), reached.moment
        outcome.again.append(award)
    elif (award.awarded_at, award.evidence) != (reached.moment, list(reached.evidence)):
        award.evidence, award.awarded_at = list(reached.evidence), reached.moment
        outcome.mended.append(award)


def _write(outcome: Outcome) -> None:
    Award.objects.bulk_create(outcome.given, batch_size=500)
    changed = [*outcome.again, *outcome.mended, *outcome.revoked]
    Award.objects.bulk_update(changed, ["status", "reason", "rule", "evidence", "awarded_at", "revoked_at"], batch_size=500)
