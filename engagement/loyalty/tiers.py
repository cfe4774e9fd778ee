"""A membership as its owner sees it. Reads only."""

from typing import Any

from community.members.models import Member

from . import seasons
from .history import money
from .models import Membership, Programme, Tier


def membership_of(member: Member) -> dict[str, Any] | None:
    """A member's membership with the steps around it; None while the brand has no programme."""
    programme = Programme.objects.filter(is_on=True).first()
    tiers = list(Tier.objects.prefetch_related("benefits"))
    if programme is None or not tiers:
        return None
    row = Membership.objects.filter(member=member).select_related("tier").first()
    threshold = row.tier.threshold if row else tiers[0].threshold
    here = next(tier for tier in tiers if tier.threshold >= threshold)
    following = next((tier for tier in tiers if tier.threshold > threshold), None)
    amount = row.amount if row else 0
    return {
        "row": row,
        "tiers": tiers,
        "here": here,
        "following": following,
        "amount": amount,
        "missing": max(following.threshold - amount, 0) if following else 0,
        "share": min(100, amount * 100 // following.threshold) if following else 100,
        "floor": here.threshold * seasons.KEPT_FROM // 100,
        "parts": seasons.parts(row.amounts if row else {}),
        "programme": programme,
        "for_each": money(programme.cents, programme.currency),
    }
