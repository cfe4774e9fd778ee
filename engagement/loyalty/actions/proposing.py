"""Proposals that two are one person: found by a clock, decided by a person, never done by themselves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.members import actions as members
from community.members.models import Member
from community.verdict import Refused, require

from .. import alike, policy
from ..models import Proposal


@transaction.atomic
def propose_merges(*, since: datetime | None = None) -> int:
    """Write down who may be known twice, of those of whom something came after `since`; how many pairs are new.

    Only a pair of which one has no account can become one. What was decided stays decided, whatever else is found.
    """
    found = alike.pairs(since=since)
    people = Member.objects.filter(merged_into=None, erased_at=None).in_bulk({pk for pair in found for pk in pair})
    wanted: dict[tuple[int, int], set[str]] = {}
    for (one, other), signs in found.items():
        if one in people and other in people and (pair := _turned(people[one], people[other])):
            wanted[pair] = signs
    known = {
        (row.other_id, row.member_id): row for row in Proposal.objects.filter(other__in=[other for other, _member in wanted])
    }
    new = [
        Proposal(other_id=other, member_id=member, signs=sorted(signs), found_at=clock.now())
        for (other, member), signs in wanted.items()
        if (other, member) not in known
    ]
    Proposal.objects.bulk_create(new, ignore_conflicts=True)
    for pair, signs in wanted.items():
        row = known.get(pair)
        if row and row.state == Proposal.State.OPEN and not signs <= set(row.signs):
            Proposal.objects.filter(pk=row.pk).update(signs=sorted({*signs, *row.signs}))
    return len(new)


def _turned(one: Member, other: Member) -> tuple[int, int] | None:
    """(who has no account, who they may be); of two without, the one known later may be the earlier."""
    first, second = sorted((one, other), key=lambda row: (not _has_account(row), row.pk))
    return None if _has_account(second) else (second.pk, first.pk)


def _has_account(member: Member) -> bool:
    return bool(member.claimed_at or member.email)


def _locked(proposal: Proposal, by: Member) -> Proposal:
    locked = Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    require(policy.can_decide_proposal(by, locked))
    return locked


@transaction.atomic
def accept_proposal(proposal: Proposal, *, by: Member) -> None:
    """They are one: what is known of the one without an account counts for the other. Twice is once."""
    locked = _locked(proposal, by)
    if locked.state == Proposal.State.ACCEPTED:
        return
    _still_open(locked)
    members.merge_member(Member.objects.get(pk=locked.other_id), into=Member.objects.get(pk=locked.member_id), by=by)
    _decide(locked, Proposal.State.ACCEPTED, by=by)


@transaction.atomic
def decline_proposal(proposal: Proposal, *, reason: str, by: Member) -> None:
    """They are two, and are not proposed again. Twice is once; 400 without one of the reasons."""
    if reason not in Proposal.Reason.values:
        raise Refused(_("Say why they are two."), status=400)
    locked = _locked(proposal, by)
    if locked.state == Proposal.State.DECLINED:
        return
    _still_open(locked)
    _decide(locked, Proposal.State.DECLINED, by=by, reason=reason)


def _still_open(locked: Proposal) -> None:
    if locked.state != Proposal.State.OPEN:
        raise Refused(_("Somebody has decided this already."), status=409)


def _decide(locked: Proposal, state: Proposal.State, *, by: Member, reason: str = "") -> None:
    locked.state, locked.by, locked.reason, locked.decided_at = state, by, reason, clock.now()
    locked.save(update_fields=["state", "by", "reason", "decided_at"])
