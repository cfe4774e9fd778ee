"""From a fact to recognition: what it touches is recomputed from the set of facts, so late or twice changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from community import clock
from community.events.door import emit
from community.events.models import Event
from engagement.rules import facts as facts_of
from engagement.rules import tree as t
from engagement.rules.facts import Happening
from engagement.rules.vocabulary import TERMS

from .. import rules
from ..events import BadgeAwarded, BadgeRevoked, LevelReached, StandingChanged
from ..models import Award, Badge, Balance
from . import awards as judging
from . import flair, ledger


@transaction.atomic
def recognise(event: Event) -> None:
    """Bring everything the event touches up to date: ledger, balances, badges, level, flair; tell what changed."""
    touched = facts_of.touched_by(event, counted=TERMS)
    if touched is None:
        return
    badges = _badges()
    names = _named(badges)
    if event.name in TERMS and event.name not in names:
        return
    by_owner: dict[int, list[Happening]] = defaultdict(list)
    for fact in facts_of.read(Event.objects.filter(touched, name__in=names)):
        by_owner[fact.owner_id].append(fact)
    if not by_owner:
        return
    balances = ledger.lock(by_owner)
    accounts = {account for facts in by_owner.values() for account in ledger.grouped(facts)}
    changed = ledger.post(balances, ledger.facts_for(accounts), trigger=event)
    outcome = _judge(event, badges, by_owner)
    flair.show(balances)
    _tell(balances, changed, outcome, cause=event)


def may_touch(event: Event) -> bool:
    """Whether a rule could ever care: it names the fact, or the fact takes something away or brings it back."""
    return event.name in TERMS or event.name in facts_of.suspending() or bool(event.reverses_source_id)


def worth_a_look(events: Sequence[Event]) -> Iterable[Event]:
    """Those that a rule of today names, and all that take something away or bring it back."""
    names = _named(_badges())
    return [event for event in events if event.name in names or event.name not in TERMS]


def _badges() -> list[Badge]:
    return list(Badge.objects.judged().in_order().select_related("rule"))


def _named(badges: Iterable[Badge]) -> set[str]:
    return {*rules.COUNTED, *(name for badge in badges for name in t.facts_named(badge.tree))}


def _judge(event: Event, badges: Sequence[Badge], by_owner: Mapping[int, Iterable[Happening]]) -> judging.Outcome:
    took_away = event.name not in TERMS
    awards = judging.existing(by_owner)
    asked: dict[int, list[Badge]] = {}
    for member_id, facts in by_owner.items():
        named = {fact.name for fact in facts}
        concerned = [badge for badge in badges if named & t.facts_named(badge.tree)]
        asked[member_id] = judging.badges_to_judge(concerned, awards, member_id, event, took_away=took_away)
    wanted = {member_id: chosen for member_id, chosen in asked.items() if chosen}
    histories = {member_id: history(member_id, chosen) for member_id, chosen in wanted.items()}
    return judging.judge(histories, wanted, awards)


def history(member_id: int, badges: Iterable[Badge]) -> list[Happening]:
    """A member's facts that these badges' rules name."""
    names = {name for badge in badges for name in t.facts_named(badge.tree)}
    return facts_of.read(Event.objects.filter(facts_of.of_members([member_id]), name__in=names))


def _tell(balances: Mapping[int, Balance], changed: set[int], outcome: judging.Outcome, *, cause: Event) -> None:
    """Recognition happens when its cause did, however late the work is done; a badge never before its rule held."""
    with clock.at(cause.occurred_at):
        for member_id in sorted(changed):
            emit(StandingChanged(subject_id=member_id, object_id=member_id, amount=balances[member_id].amount))
        for award in [*outcome.given, *outcome.again]:
            with clock.at(max(award.awarded_at, cause.occurred_at)):
                emit(BadgeAwarded(**_told(award), again=award in outcome.again, by_hand=award.badge.is_by_hand))
        for award in outcome.revoked:
            emit(BadgeRevoked(**_told(award)))
        for balance in raise_levels(balances.values()):
            emit(LevelReached(subject_id=balance.member_id, object_id=balance.highest_level, level=balance.highest_level))


def _told(award: Award) -> dict[str, Any]:
    return {"subject_id": award.member_id, "object_id": award.badge_id, "slug": award.badge.slug, "award_id": award.pk}


def raise_levels(balances: Iterable[Balance]) -> list[Balance]:
    """Remember the highest level of each; the balances of those who reached one for the first time."""
    raised = [balance for balance in balances if rules.level_of(balance.amount).number > balance.highest_level]
    for balance in raised:
        balance.highest_level = rules.level_of(balance.amount).number
    Balance.objects.bulk_update(raised, ["highest_level"], batch_size=500)
    return raised
