"""What other rooms show of rewards. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from community.members.models import Member
from engagement.credit import shown as credit

from .models import Gift, Reward, Voucher

OPEN = (Gift.Status.WAITING, Gift.Status.GIVEN, Gift.Status.ACCEPTED)


def counts_of(member_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """{member: how many rewards are open and how many redeemed}, for those who were ever given one. One query."""
    ids = list(member_ids)
    gifts = Gift.objects.filter(Q(member_id__in=ids) | Q(member__merged_into_id__in=ids)).order_by()
    owner = Coalesce("member__merged_into_id", "member_id")
    some, used = Count("pk", filter=Q(status__in=OPEN)), Count("pk", filter=Q(status=Gift.Status.REDEEMED))
    rows = gifts.annotate(owner=owner).values("owner").annotate(some=some, used=used)
    return {member: {"open": n, "redeemed": m} for member, n, m in rows.values_list("owner", "some", "used")}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A reward with a price, as the member can have it now: `missing` of their balance, and whether one is left."""

    reward: Reward
    missing: int
    is_left: bool


@dataclass(frozen=True, kw_only=True)
class Shop:
    """What there is for a balance, the cheapest first, and what the member has to spend."""

    unit: str
    available: int
    offers: list[Offer]


def offers_for(member: Member) -> Shop | None:
    """None while members have no balance, or nothing has a price. Three queries."""
    unit = credit.unit_name()
    free = Exists(Voucher.objects.filter(reward=OuterRef("pk"), is_free=True))
    rewards = list(Reward.objects.for_a_price().annotate(has_code=free).order_by("price", "name")) if unit else []
    if not rewards:
        return None
    available = credit.available_of(member)
    offers = [
        Offer(
            reward=reward,
            missing=max((reward.price or 0) - available, 0),
            is_left=reward.has_code if reward.kind == Reward.Kind.VOUCHER else reward.places != 0,
        )
        for reward in rewards
    ]
    return Shop(unit=unit, available=available, offers=offers)
