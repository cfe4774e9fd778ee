from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import Fact, emit
from community.events.models import Event
from community.members.models import Member
from community.verdict import require
from engagement.rules import facts as facts_of
from engagement.rules.facts import Happening

from .. import policy, seasons
from ..events import MembershipKept, MembershipLowered, MembershipNoticed, MembershipRaised
from ..models import Benefit, Membership, Programme, Tier
from .profiles import refresh_profiles

DAY = timedelta(days=1)
BATCH = 200  # members looked at in one turn of the clock


def programme() -> Programme:
    return Programme.objects.first() or Programme(pk=1)


@transaction.atomic
def look_again(member_ids: Iterable[int]) -> int:
    """Bring these members' membership up to date; how many moved. Nothing while the programme is off."""
    current = programme()
    tiers = list(Tier.objects.all())
    if not current.is_on or not tiers or tiers[0].threshold:
        return 0
    ids = Member.objects.filter(pk__in=list(member_ids), merged_into=None, erased_at=None, is_staff=False)
    rows = _locked(sorted(ids.values_list("pk", flat=True)), tiers[0])
    return sum(_look(row, tiers, current) for row in rows)


def _locked(ids: Sequence[int], first: Tier) -> list[Membership]:
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).filter(member_id__in=ids).order_by("member_id")
    found = set(rows.values_list("member_id", flat=True))
    new = [Membership(member_id=pk, tier=first, since=clock.now()) for pk in ids if pk not in found]
    Membership.objects.bulk_create(new, ignore_conflicts=True)
    return list(rows.select_related("tier"))


def facts_about(member_id: int, *, at: datetime) -> list[Happening]:
    """All that may qualify, read after the row was locked."""
    since = at - timedelta(days=seasons.WINDOW)
    told = Event.objects.filter(facts_of.of_members([member_id]), name__in=seasons.FACTS, occurred_at__gt=since)
    return facts_of.read(told)


def _look(row: Membership, tiers: list[Tier], current: Programme) -> bool:
    at = clock.now()
    facts, money = facts_about(row.member_id, at=at), seasons.Money(current.currency, current.cents)
    thresholds = [tier.threshold for tier in tiers]
    amounts = seasons.amounts(facts, money=money, at=at)
    protected = seasons.is_protected(facts, at=at)
    before = seasons.State(step=_step_of(row, tiers), since=row.since, noticed_at=row.noticed_at, lowered_at=row.lowered_at)
    after, word = seasons.move(before, amount=sum(amounts.values()), thresholds=thresholds, protected=protected, at=at)
    row.tier, row.since = tiers[after.step], after.since or row.since
    row.noticed_at, row.lowered_at = after.noticed_at, after.lowered_at
    row.kept_until = seasons.kept_until(facts, after, money=money, thresholds=thresholds, at=at)
    row.amounts, row.is_protected = amounts, protected
    row.look_at = at + DAY if after.step or facts else None
    row.save()
    if word:
        emit(_fact(word, row))
    return bool(word)


def _fact(word: str, row: Membership) -> Fact:
    said: dict[str, Any] = {"subject_id": row.member_id, "object_id": row.pk, "tier": row.tier.slug}
    match word:
        case seasons.RAISED:
            return MembershipRaised(**said)
        case seasons.NOTICED:
            return MembershipNoticed(**said)
        case seasons.LOWERED:
            return MembershipLowered(**said)
    return MembershipKept(**said, why="helping" if row.is_protected else "qualifying")


def _step_of(row: Membership, tiers: list[Tier]) -> int:
    return max(n for n, tier in enumerate(tiers) if tier.threshold <= row.tier.threshold)


def look_at_due() -> int:
    """Time alone may change a membership: those whose moment has come. How many were looked at."""
    due = Membership.objects.filter(look_at__lte=clock.now()).order_by("look_at").values_list("member_id", flat=True)
    ids = list(due[:BATCH])
    look_again(ids)
    refresh_profiles(dict.fromkeys(ids, 0))
    return len(ids)


# --- what the brand decides -------------------------------------------------------------------------------------


@transaction.atomic
def set_programme(*, is_on: bool, currency: str, cents: int, by: Member) -> None:
    """Switch membership on or off and say how purchases count. With it on, everybody who gave or bought is looked at."""
    require(policy.can_keep_programme(by))
    row = Programme(pk=1, is_on=is_on, currency=currency, cents=cents)
    row.full_clean(validate_unique=False)
    row.save()
    if is_on and not Tier.objects.exists():
        install_tiers()
    _everybody_again()


def install_tiers() -> None:
    """Four steps to begin with; a brand gives them names of its own."""
    presets = (
        ("member", _("Member"), 0),
        ("copper", _("Copper"), 60),
        ("cobalt", _("Cobalt"), 200),
        ("indigo", _("Indigo"), 600),
    )
    Tier.objects.bulk_create(
        [Tier(slug=slug, name=str(name), threshold=threshold) for slug, name, threshold in presets], ignore_conflicts=True
    )


@transaction.atomic
def save_tier(tier: Tier, *, benefits: Sequence[tuple[str, str]], by: Member) -> Tier:
    """A new or changed step with its benefits as (code, words). There is always one that asks for nothing."""
    require(policy.can_keep_programme(by))
    if tier.threshold and not Tier.objects.filter(threshold=0).exclude(pk=tier.pk).exists():
        raise ValidationError({"threshold": _("One step must ask for nothing: everybody has it.")})
    tier.full_clean()
    tier.save()
    tier.benefits.all().delete()
    Benefit.objects.bulk_create(Benefit(tier=tier, code=code, words=words) for code, words in benefits)
    _everybody_again()
    return tier


def _everybody_again() -> None:
    """Whoever has a membership, gave or bought is looked at in the next turns of the clock."""
    Membership.objects.update(look_at=clock.now())
    first = Tier.objects.filter(threshold=0).first()
    if first is None or not programme().is_on:
        return
    since = clock.now() - timedelta(days=seasons.WINDOW)
    active = Event.objects.filter(name__in=seasons.FACTS, occurred_at__gt=since).order_by().values_list("subject_id").distinct()
    new = Member.objects.filter(pk__in=active, merged_into=None, erased_at=None, is_staff=False, membership=None)
    rows = (Membership(member=member, tier=first, since=clock.now(), look_at=clock.now()) for member in new.only("pk").iterator())
    Membership.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
