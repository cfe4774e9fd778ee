"""Who may do what with rewards. Loaded rows only, no queries; `viewer` may be anonymous."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from community.members.models import Member
from community.members.policy import reads_loyalty
from community.verdict import NO, YES, Verdict

from .models import Gift, Reward


def can_keep_rewards(viewer: Any) -> Verdict:
    return YES if reads_loyalty(viewer) else NO(_("Only the brand's team decides about rewards."))


def can_give(viewer: Any, reward: Reward, member: Member) -> Verdict:
    """A person gives with a name and words; nobody to themselves."""
    if member.erased_at or member.merged_into_id:
        return NO(_("This member is no longer here."))
    if member.pk == viewer.pk:
        return NO(_("Nobody gives a reward to themselves."))
    return can_keep_rewards(viewer) and (YES if reward.is_on else NO(_("Switch the reward on first.")))


def can_buy(viewer: Any, reward: Reward) -> Verdict:
    return YES if reward.is_on and reward.price else NO(_("This cannot be had at the moment."))


def can_answer(viewer: Any, gift: Gift) -> Verdict:
    if viewer.pk not in (gift.member_id, gift.member.merged_into_id):
        return NO(_("Only the member who is invited can answer."))
    return YES if gift.asks else NO(_("There is nothing to answer any more."))
