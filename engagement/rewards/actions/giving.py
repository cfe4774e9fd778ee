"""Giving. A gift is first on its way, then given: where codes are missing it waits, and is filled in order when they come."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from community import clock
from community.events.door import emit
from community.events.models import Event
from community.members.models import Member
from community.verdict import require
from engagement.recognition.models import RuleVersion
from engagement.rules import facts as facts_of
from engagement.rules import memory
from engagement.rules import tree as t

from .. import policy, rules
from ..events import PoolEmptied, RewardAnswered, RewardGiven
from ..models import Gift, Reward, Voucher

BY_RULE = "rule"  # by whichever version: a member gets it once
BATCH = 200  # gifts filled at once


def give(reward: Reward, member: Member, *, why: str, ticket: str, by: Member) -> Gift:
    """A person gives a reward, with words that the member reads. The same ticket gives once."""
    with transaction.atomic():
        require(policy.can_give(by, reward, member))
        return _give(reward, member, cause=f"hand:{ticket}", why=why, by=by)


def worth_giving(events: Sequence[Event]) -> Iterable[Event]:
    """Those that the rule of a reward names that is given now."""
    on = Reward.objects.filter(is_on=True, rule__isnull=False).select_related("rule")
    names = {name for reward in on if reward.tree for name in t.facts_named(reward.tree)}
    return [event for event in events if event.name in names]


@transaction.atomic
def give_by_rule(event: Event) -> None:
    """Give what the subject of this fact has earned by a rule that names it. The team earns nothing."""
    member = event.subject.merged_into or event.subject
    if member.is_staff or member.erased_at:
        return
    on = Reward.objects.filter(is_on=True, rule__isnull=False, since__lte=event.occurred_at).select_related("rule")
    had = set(Gift.objects.visible_to(member).filter(cause=BY_RULE).values_list("reward_id", flat=True))
    for reward in on:
        if reward.pk not in had and reward.tree and _earned(reward, reward.tree, member, event):
            _give(reward, member, cause=BY_RULE, rule=reward.rule, event=event)


def _earned(reward: Reward, tree: t.Tree, member: Member, event: Event) -> bool:
    names = t.facts_named(tree)
    if event.name not in names:
        return False
    told = Event.objects.filter(facts_of.of_members([member.pk]), name__in=names, occurred_at__gte=reward.since)
    return memory.holds(tree, facts_of.read(told))


def _give(
    reward: Reward,
    member: Member,
    *,
    cause: str,
    why: str = "",
    by: Member | None = None,
    rule: RuleVersion | None = None,
    event: Event | None = None,
) -> Gift:
    columns = {"why": why, "by": by, "rule": rule, "event": event, "asked_at": clock.now()}
    gift, is_new = Gift.objects.get_or_create(reward=reward, member=member, cause=cause, defaults=columns)
    if is_new:
        fill(reward)
        gift.refresh_from_db()
    return gift


@transaction.atomic
def fill(reward: Reward) -> int:
    """Hand out what waits, the oldest first, as far as codes go; how many. Rows that others hold are theirs to fill."""
    done = 0
    while done < BATCH and (gift := _next_waiting(reward)):
        if not hand_over(gift, reward):
            _tell_team(reward)
            break
        done += 1
    return done


def fill_all() -> int:
    """What still waits although there are codes: whoever came while others were busy."""
    waiting = Reward.objects.filter(gifts__status=Gift.Status.WAITING).distinct()
    return sum(fill(reward) for reward in waiting)


def _next_waiting(reward: Reward) -> Gift | None:
    waiting = Gift.objects.filter(reward=reward, status=Gift.Status.WAITING).order_by("pk")
    return waiting.select_for_update(skip_locked=True, no_key=True).first()


def hand_over(gift: Gift, reward: Reward) -> bool:
    """Give what waits, if there is a code or a place; the gift is locked, or nobody else knows it yet."""
    if reward.kind == Reward.Kind.VOUCHER:
        free = Voucher.objects.filter(reward=reward, is_free=True).order_by("pk")
        gift.voucher = free.select_for_update(skip_locked=True, no_key=True).first()
        if gift.voucher is None:
            return False
        Voucher.objects.filter(pk=gift.voucher.pk).update(is_free=False)
    elif not _take_place(reward):
        return False
    gift.status, gift.given_at = Gift.Status.GIVEN, clock.now()
    if reward.valid_days:
        gift.expires_at = gift.given_at + timedelta(days=reward.valid_days)
        remind_at = gift.expires_at - rules.REMINDED
        gift.remind_at = remind_at if remind_at > gift.given_at else None
    gift.save()
    giver = gift.member_id if gift.price else gift.by_id
    emit(RewardGiven(subject_id=gift.member_id, actor_id=giver, object_id=gift.pk, kind=reward.kind, pool=reward.slug))
    return True


def _take_place(reward: Reward) -> bool:
    """One place less, where they are counted; the database refuses the one too many."""
    counted = Reward.objects.filter(pk=reward.pk, places__isnull=False)
    return bool(counted.filter(places__gt=0).update(places=F("places") - 1)) or not counted.exists()


def _tell_team(reward: Reward) -> None:
    """Once, until codes come."""
    if not Reward.objects.filter(pk=reward.pk, told_empty_at=None).update(told_empty_at=clock.now()):
        return
    for member in Member.objects.filter(is_staff=True, is_active=True):
        if policy.can_keep_rewards(member):
            emit(PoolEmptied(subject_id=member.pk, object_id=reward.pk))


@transaction.atomic
def answer(gift: Gift, *, accepted: bool, by: Member) -> None:
    """The member takes part in what they were invited to, or not."""
    locked = Gift.objects.select_for_update(of=("self",), no_key=True).select_related("reward", "member").get(pk=gift.pk)
    require(policy.can_answer(by, locked))
    locked.status = Gift.Status.ACCEPTED if accepted else Gift.Status.DECLINED
    locked.ended_at, locked.remind_at = clock.now(), None
    locked.save(update_fields=["status", "ended_at", "remind_at"])
    said = RewardAnswered(subject_id=gift.member_id, object_id=gift.pk, accepted=accepted, pool=locked.reward.slug)
    emit(said)
