"""What a loyalty profile should say, read from rows and facts. Only sections with a truth behind them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override

from community.members.models import Member
from engagement.credit import shown as credit
from engagement.recognition.models import Award, Balance, Unit
from engagement.recognition.rules import Level, level_of, next_level, share_of_way
from engagement.referrals.shown import counts_of
from engagement.rewards import shown as rewards
from engagement.rules import sql, tree

from . import rules
from .models import Membership, Owned, Profile, Programme

CREDIT = "credit"


def bodies(member_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the profiles of these members should say now, in a number of queries that does not grow with them."""
    members = Member.objects.in_bulk(list(member_ids))
    amounts = sql.amounts([number.count for number in rules.NUMBERS], members)
    balances = Balance.objects.filter(member_id__in=list(members), unit=Unit.STANDING)
    standings = dict(balances.values_list("member_id", "amount"))
    awards: dict[int, list[Award]] = defaultdict(list)
    standing = Award.objects.standing().filter(member_id__in=list(members)).select_related("badge", "rule")
    for award in standing.order_by("awarded_at", "badge__position"):
        awards[award.member_id].append(award)
    given = {pk: _body(member, standings.get(pk, 0), awards[pk], amounts[pk]) for pk, member in members.items()}
    for pk, section in _memberships(members).items():
        given[pk]["membership"] = section
    for pk, referrals in counts_of(list(members)).items():
        given[pk]["referrals"] = referrals
    for pk, products in _products(members).items():
        given[pk]["products"] = products
    for pk, counts in rewards.counts_of(list(members)).items():
        given[pk]["rewards"] = counts
    for pk, section in credit.sections(members).items():
        given[pk][CREDIT] = section
    return given


def _memberships(member_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What a shop needs to know: the step and what it brings. Nothing where there is no membership."""
    if not Programme.objects.filter(is_on=True).exists():
        return {}
    rows = Membership.objects.filter(member_id__in=list(member_ids)).select_related("tier").prefetch_related("tier__benefits")
    return {
        row.member_id: {
            "tier": row.tier.slug,
            "name": row.tier.name,
            "since": row.since.isoformat(),
            "kept_until": row.kept_until.isoformat() if row.kept_until else None,
            "notice_since": row.noticed_at.isoformat() if row.noticed_at else None,
            "protected_by_helping": row.is_protected,
            "qualifying": row.amounts,
            "benefits": [benefit.code for benefit in row.tier.benefits.all()],
        }
        for row in rows
    }


def _products(member_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """What they own, and who says so."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Owned.objects.standing().filter(member_id__in=list(member_ids)).select_related("product")
    for row in rows.order_by("since", "pk"):
        source = "order" if row.order_id else "member"
        found[row.member_id].append({"slug": row.product.slug, "since": row.since.isoformat(), "source": source})
    return found


def _body(member: Member, standing: int, awards: list[Award], amounts: Mapping[tree.Count, int]) -> dict[str, Any]:
    contribution: dict[str, Any] = {number.key: amounts[number.count] for number in rules.NUMBERS}
    contribution["people_helped"] = member.people_helped
    if member.unnamed_marks:
        until = member.unnamed_marks_until
        contribution["imported_marks"] = {"count": member.unnamed_marks, "until": until.isoformat() if until else None}
    return {
        "level": _level(standing),
        "standing": standing,
        "badges": [_badge(award) for award in awards],
        "contribution": contribution,
    }


def _level(standing: int) -> dict[str, Any]:
    level = level_of(standing)
    following = next_level(level)
    return _named(level) | {"share": share_of_way(standing), "next": _named(following) if following else None}


def _named(level: Level) -> dict[str, Any]:
    with override("en"):  # a code more than a word: pages show it translated
        return {"number": level.number, "name": str(level.name), "starts_at": level.threshold}


def _badge(award: Award) -> dict[str, Any]:
    return {
        "slug": award.badge.slug,
        "name": award.badge.name,
        "metal": award.badge.metal,
        "awarded_at": award.awarded_at.isoformat(),
        "rule_version": award.rule.version,
    }


def profile_of(member: Member) -> Profile:
    """The member's profile as it is stored; before the first fact has been worked on, as it would be, version 0."""
    stored = Profile.objects.select_related("member").filter(member=member).first()
    return stored or Profile(member=member, body=bodies([member.pk])[member.pk])


def document(profile: Profile, *, unit: str | None = None) -> dict[str, Any]:
    """The profile as it is handed out: whose it is, what it says, and how each counted number is counted.

    Handle and preferences are the member's own to change at any time, so they are read now and have no version. `unit` is
    what balances are counted in, "" while members have none: whoever hands out many asks for it once.
    `profile.member` must be loaded.
    """
    member, body = profile.member, profile.body
    if CREDIT in body:
        unit = credit.unit_name() if unit is None else unit
        body = body | {CREDIT: {"unit": unit, **body[CREDIT]}} if unit else {k: v for k, v in body.items() if k != CREDIT}
    explain = {f"contribution.{number.key}": tree.dump(number.count) for number in rules.NUMBERS}
    return {
        "schema": rules.SCHEMA,
        "version": profile.version,
        "as_of_event": profile.as_of_event,
        "changed_at": profile.changed_at.isoformat(),
        "ids": {"public": str(member.public_id), "handle": member.handle},
        "joined_at": member.joined_at.isoformat(),
        "preferred": {"language": member.language, "time_zone": member.time_zone},
        **body,
        "explain": explain,
    }
