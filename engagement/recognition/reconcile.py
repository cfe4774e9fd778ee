"""What recognition stores against what it should be, from facts; putting it right is the back-fill."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Sum

from community.events.models import Event
from community.members.models import Member
from engagement.rules import facts as facts_of
from engagement.rules import memory
from engagement.rules import tree as t
from engagement.rules.facts import Happening

from . import rules
from .actions import back_fill, flair, ledger
from .actions.backfill import BATCH, concerned
from .models import Award, Badge, Balance, Entry, Unit


class Difference(NamedTuple):
    """One thing that is not what it should be."""

    what: str
    who: str
    stored: Any
    should: Any


def differences(*, fix: bool = False) -> Iterator[Difference]:
    """Every ledger cause, balance, award and flair that differs from what the facts say; `fix` adds what is missing."""
    badges = list(Badge.objects.judged().in_order().select_related("rule"))
    names = {*rules.COUNTED, *(name for badge in badges for name in t.facts_named(badge.tree))}
    ids = sorted(concerned(names))
    for i in range(0, len(ids), BATCH):
        found = list(_of(ids[i : i + BATCH], badges, names))
        if found and fix:
            back_fill(ids[i : i + BATCH])
        yield from found


def named(member_id: int) -> str:
    return f"member {member_id}"


def _of(ids: list[int], badges: list[Badge], names: set[str]) -> Iterator[Difference]:
    histories: dict[int, list[Happening]] = {pk: [] for pk in ids}
    for fact in facts_of.read(Event.objects.filter(facts_of.of_members(ids), name__in=names)):
        histories.setdefault(fact.owner_id, []).append(fact)
    balances = {row.member_id: row for row in Balance.objects.filter(member_id__in=ids, unit=Unit.STANDING)}
    yield from _ledger(ids, histories, balances)
    yield from _awards(ids, histories, badges)
    yield from _flair(balances)


def _ledger(ids: list[int], histories: dict[int, list[Happening]], balances: dict[int, Balance]) -> Iterator[Difference]:
    accounts = ledger.grouped(fact for facts in histories.values() for fact in facts)
    should = {account: rules.target(account[1], facts) for account, facts in accounts.items()}
    rows = Entry.objects.filter(unit=Unit.STANDING, member_id__in=ids).order_by()
    sums = rows.values_list("member_id", "rule", "cause").annotate(Sum("amount"))
    posted = {(pk, rules.Cause(rule, key)): amount for pk, rule, key, amount in sums}
    for account in sorted({*should, *posted}):
        if posted.get(account, 0) != should.get(account, 0):
            yield Difference(f"ledger {account[1].key}", named(account[0]), posted.get(account, 0), should.get(account, 0))
    totals: Counter[int] = Counter()
    for (member_id, _cause), amount in posted.items():
        totals[member_id] += amount
    for pk in ids:
        stored = balances[pk].amount if pk in balances else 0
        if stored != totals[pk]:
            yield Difference("balance", named(pk), stored, totals[pk])


def _awards(ids: list[int], histories: dict[int, list[Happening]], badges: list[Badge]) -> Iterator[Difference]:
    rows = Award.objects.standing().filter(member_id__in=ids, period="").select_related("rule")
    held = {(award.member_id, award.badge_id): award for award in rows}
    for pk in ids:
        for badge in badges:
            award = held.get((pk, badge.pk))
            tree = t.load(award.rule.rule) if award else badge.tree
            reached = memory.ever(tree, histories[pk])
            stored = (award.awarded_at, award.evidence) if award else None
            should = (reached.moment, list(reached.evidence)) if reached else None
            if stored != should:
                yield Difference(f"award {badge.slug}", named(pk), stored, should)


def _flair(balances: dict[int, Balance]) -> Iterator[Difference]:
    wanted = flair.expected(balances)
    for pk, stored in Member.objects.filter(pk__in=list(wanted), erased_at=None).order_by("pk").values_list("pk", "flair"):
        if stored != wanted[pk]:
            yield Difference("flair", named(pk), stored, wanted[pk])
