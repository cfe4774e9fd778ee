"""What others see of a member's recognition beside their name: the level, the way to the next, the best badges."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override

from community.members import actions as members
from community.members.models import Member

from .. import rules
from ..models import Award, Balance


def flair_of(standing: int, awards: Iterable[Award]) -> dict[str, Any]:
    """The flair of a member with this standing and these awards. Names are the source's, translated when shown."""
    level = rules.level_of(standing)
    with override("en"):
        return {
            "level": level.number,
            "level_name": str(level.own_name),
            "share": rules.share_of_way(standing),
            "badges": [_shown(award) for award in best(awards)],
        }


def best(awards: Iterable[Award]) -> list[Award]:
    """At most three: the best metal first, the newest within it, each kind of badge once."""
    ranked = sorted(awards, key=lambda a: (rules.METAL_ORDER.index(a.badge.metal), -a.awarded_at.timestamp(), a.badge.position))
    kinds: dict[str, Award] = {}
    for award in ranked:
        kinds.setdefault(award.badge.name, award)
    return list(kinds.values())[: rules.FLAIR_BADGES]


def _shown(award: Award) -> dict[str, str]:
    badge = award.badge
    return {"slug": badge.slug, "name": badge.name, "shape": badge.shape, "metal": badge.metal, "glyph": badge.glyph}


def expected(balances: Mapping[int, Balance]) -> dict[int, dict[str, Any]]:
    """The flair each of these members should have. Nobody with nothing has any."""
    awards: dict[int, list[Award]] = {pk: [] for pk in balances}
    standing = Award.objects.standing().filter(member_id__in=list(balances)).select_related("badge")
    for award in standing.order_by("pk"):
        awards[award.member_id].append(award)
    return {pk: flair_of(balance.amount, awards[pk]) for pk, balance in balances.items()}


def show(balances: Mapping[int, Balance]) -> None:
    """Set the flair of these members where it differs. Who left shows nothing beside a name that is gone."""
    wanted = expected(balances)
    stored = dict(Member.objects.filter(pk__in=list(wanted), erased_at=None).values_list("pk", "flair"))
    for pk, flair in wanted.items():
        if pk in stored and stored[pk] != flair:
            members.set_flair(pk, flair)
