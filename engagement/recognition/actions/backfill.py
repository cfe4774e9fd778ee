"""Recognition made again from all facts: after an import, a new badge, or to mend. Silent, and the second run changes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db import transaction

from community.events.door import emit
from community.events.models import Event
from engagement.rules import facts as facts_of
from engagement.rules import tree as t
from engagement.rules.facts import Happening

from .. import rules
from ..events import StandingChanged
from ..models import Award, Badge, Balance, Unit
from . import awards as judging
from . import flair, ledger
from .recognise import raise_levels

BATCH = 200  # members in one transaction
Progress = Callable[[int, int], None]


def back_fill(members: Iterable[int] | None = None, *, progress: Progress | None = None) -> int:
    """Recompute ledger, balances, awards, levels and flair of all members, or of these ids; how many there were.

    Gives what live evaluation would have given, tells nobody, and may be run at any time. `progress(done, of)`.
    """
    badges = list(Badge.objects.judged().in_order().select_related("rule"))
    names = {*rules.COUNTED, *(name for badge in badges for name in t.facts_named(badge.tree))}
    wanted = sorted(concerned(names) if members is None else set(members))
    done = 0
    for batch in _batches(wanted):
        recompute(batch, badges, names)
        done += len(batch)
        if progress:
            progress(done, len(wanted))
    return done


def concerned(names: Iterable[str]) -> set[int]:
    """Everybody with a fact a rule names, or with recognition already."""
    facts = Event.objects.filter(name__in=set(names)).annotate(owner=facts_of.owner()).order_by()
    owners = set(facts.values_list("owner", flat=True).distinct())
    balances = Balance.objects.filter(unit=Unit.STANDING)
    return owners | set(balances.values_list("member_id", flat=True)) | set(Award.objects.values_list("member_id", flat=True))


@transaction.atomic
def join_members(member_id: int, other_id: int) -> None:
    """Two members turned out to be one: both are made again, and everybody the other one ever confirmed. They all are told."""
    confirmed = Event.objects.filter(actor_id=other_id, name__in=rules.COUNTED).order_by().values_list("subject_id", flat=True)
    touched = {member_id, *confirmed.distinct()}
    back_fill({other_id, *touched})
    amounts = dict(Balance.objects.filter(member_id__in=touched, unit=Unit.STANDING).values_list("member_id", "amount"))
    for pk in sorted(touched):
        emit(StandingChanged(subject_id=pk, object_id=pk, amount=amounts.get(pk, 0)))


def _batches(ids: list[int]) -> Iterator[list[int]]:
    left = iter(ids)
    while batch := list(islice(left, BATCH)):
        yield batch


@transaction.atomic
def recompute(member_ids: list[int], badges: list[Badge], names: set[str]) -> None:
    """One batch, under the locks live evaluation takes."""
    balances = ledger.lock(member_ids)
    histories: dict[int, list[Happening]] = {pk: [] for pk in member_ids}
    for fact in facts_of.read(Event.objects.filter(facts_of.of_members(member_ids), name__in=names)):
        histories.setdefault(fact.owner_id, []).append(fact)
    accounts = defaultdict(list, ledger.grouped(fact for facts in histories.values() for fact in facts))
    ledger.post(balances, accounts, whole=True)
    judging.judge(histories, dict.fromkeys(member_ids, badges), judging.existing(member_ids))
    raise_levels(balances.values())
    flair.show(balances)
