"""Posting to the ledger: always the difference between what a cause is worth now and what was posted for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum
from django.utils.timezone import get_default_timezone, make_aware

from community import clock
from community.events.models import Event
from engagement.rules import facts as facts_of
from engagement.rules.facts import Happening

from .. import rules
from ..models import Balance, Entry, Unit
from ..rules import Cause

Account = tuple[int, Cause]  # a member and what entries add up for


class Source(NamedTuple):
    """The fact an entry names."""

    event_id: int
    at: datetime


def lock(member_ids: Iterable[int], *, unit: Unit = Unit.STANDING) -> dict[int, Balance]:
    """The balances of these members, locked in order; made when missing. Facts must be read after this, not before."""
    ids = sorted(set(member_ids))
    rows = Balance.objects.select_for_update(no_key=True).filter(member_id__in=ids, unit=unit).order_by("member_id")
    found = {row.member_id: row for row in rows}
    missing = [Balance(member_id=pk, unit=unit) for pk in ids if pk not in found]
    if not missing:
        return found
    Balance.objects.bulk_create(missing, ignore_conflicts=True)
    return {row.member_id: row for row in rows.all()}


def enter(balance: Balance, *, amount: int, kind: Entry.Kind, rule: str, cause: str, event: Event) -> Entry:
    """One entry of whichever unit, and the balance with it. The balance is locked."""
    entry = Entry.objects.create(
        unit=balance.unit,
        member_id=balance.member_id,
        amount=amount,
        kind=kind,
        rule=rule,
        cause=cause,
        event=event,
        at=event.occurred_at,
        posted_at=clock.now(),
    )
    balance.amount += amount
    balance.save(update_fields=["amount"])
    return entry


def facts_for(accounts: Iterable[Account]) -> dict[Account, list[Happening]]:
    """All the facts of these causes, as they are now."""
    return {account: facts_of.read(_events_of(*account)) for account in accounts}


def _events_of(member_id: int, cause: Cause) -> QuerySet[Event]:
    events = Event.objects.filter(facts_of.of_members([member_id]))
    if cause.rule == rules.ACCEPT_RULE:
        return events.filter(name="answer.accepted", object_id=int(cause.key.rsplit(":", 1)[1]))
    if cause.rule == rules.FRIEND_RULE:
        return events.filter(name=rules.REWARDED, object_id=int(cause.key.rsplit(":", 1)[1]))
    day = make_aware(datetime.fromisoformat(cause.key.split(":", 1)[1]), get_default_timezone())
    return events.filter(name__in=rules.MARKING, occurred_at__gte=day, occurred_at__lt=_next_day(day))


def _next_day(day: datetime) -> datetime:
    """The next midnight in the site's time zone, also where a day has 23 or 25 hours."""
    return make_aware((day.replace(tzinfo=None) + timedelta(days=1)), get_default_timezone())


def grouped(facts: Iterable[Happening]) -> dict[Account, list[Happening]]:
    """Facts by member and cause; facts the ledger does not count are left out."""
    accounts: dict[Account, list[Happening]] = defaultdict(list)
    for fact in facts:
        if cause := rules.cause_of(fact):
            accounts[fact.owner_id, cause].append(fact)
    return accounts


def post(
    balances: Mapping[int, Balance],
    accounts: Mapping[Account, list[Happening]],
    *,
    trigger: Event | None = None,
    whole: bool = False,
) -> set[int]:
    """Write what is missing in the ledger and refresh the balances; which members' balances changed.

    `whole`: the accounts are all there are of these members, so a cause that is not among them is worth nothing.
    """
    posted = _posted(balances, None if whole else accounts)
    entries = []
    for account in sorted({*accounts, *posted}):
        facts = accounts.get(account, [])
        delta = rules.target(account[1], facts) - posted.get(account, 0)
        if delta:
            entries.append(_entry(account, delta, facts, account in posted, trigger))
    Entry.objects.bulk_create(entries, batch_size=500)
    return _refresh(balances, {entry.member_id for entry in entries} if not whole else set(balances))


def _posted(balances: Mapping[int, Balance], only: Mapping[Account, Any] | None) -> dict[Account, int]:
    """The sum posted for each of these accounts, or for every account of these members."""
    rows = Entry.objects.filter(unit=Unit.STANDING, member_id__in=list(balances)).order_by()
    if only is not None:
        rows = rows.filter(cause__in=[cause.key for _, cause in only])
    sums = rows.values_list("member_id", "rule", "cause").annotate(Sum("amount"))
    found = {(member_id, Cause(rule, key)): amount for member_id, rule, key, amount in sums}
    # The query pairs every member with every cause: two members' marks of one day share a key, and only one was asked for.
    return found if only is None else {account: amount for account, amount in found.items() if account in only}


def _entry(account: Account, delta: int, facts: list[Happening], known: bool, trigger: Event | None) -> Entry:
    member_id, cause = account
    kind = Entry.Kind.EARN if delta > 0 else Entry.Kind.VOID
    source = _source(account, kind, facts, known, trigger)
    return Entry(
        member_id=member_id,
        amount=delta,
        kind=kind,
        rule=cause.rule,
        cause=cause.key,
        event_id=source.event_id,
        at=source.at,
    )


def _source(account: Account, kind: str, facts: list[Happening], known: bool, trigger: Event | None) -> Source:
    """The fact that made the difference: for a gain the latest that counts, for a loss the one that took it away.

    Each fact is named once for a kind, cause and member. There is always another one left: what a cause is worth is a
    function of its facts and those around them, so it only changes when their number grows.
    """
    gains = [Source(fact.id, fact.occurred_at) for fact in reversed(facts) if rules.counts(fact)]
    if kind == Entry.Kind.EARN and gains and not known:
        return gains[0]
    used = set(_entries_of(account).filter(kind=kind).values_list("event_id", flat=True))
    ahead = [Source(trigger.pk, trigger.occurred_at)] if trigger else []
    for source in [*gains, *ahead] if kind == Entry.Kind.EARN else ahead:
        if source.event_id not in used:
            return source
    last = _entries_of(account).order_by("-pk").values_list("event_id", flat=True)
    around = facts_of.around([fact.id for fact in facts] or list(last[:1]))
    taking = [event for event in around if event.pk not in {fact.id for fact in facts}]
    for event in [*taking, *around]:
        if event.pk not in used:
            return Source(event.pk, event.occurred_at)
    raise RuntimeError(f"no fact is left to explain the change of {account[1].key} for member {account[0]}")


def _entries_of(account: Account) -> QuerySet[Entry]:
    member_id, cause = account
    return Entry.objects.filter(unit=Unit.STANDING, member_id=member_id, rule=cause.rule, cause=cause.key)


def _refresh(balances: Mapping[int, Balance], member_ids: set[int]) -> set[int]:
    """Make the cached balances of these members the sums of their entries. Their rows are locked."""
    sums = dict(
        Entry.objects.filter(unit=Unit.STANDING, member_id__in=member_ids)
        .order_by()
        .values_list("member_id")
        .annotate(Sum("amount"))
    )
    changed = [balances[pk] for pk in member_ids if balances[pk].amount != sums.get(pk, 0)]
    for balance in changed:
        balance.amount = sums.get(balance.member_id, 0)
    Balance.objects.bulk_update(changed, ["amount"], batch_size=500)
    return {balance.member_id for balance in changed}
