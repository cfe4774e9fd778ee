"""One member, whole, as far as whoever looks may see. Reads only; the look itself is noted before (cms.desk.members)."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q

from community.members import consent
from community.members.models import Member
from community.members.policy import reads_loyalty
from community.moderation.models import Decision, Sanction
from engagement.cases.models import Case
from engagement.loyalty import actions, history, policy
from engagement.loyalty.models import Contact, Keeper, Look, Owned, Section, Thanks
from engagement.loyalty.tiers import membership_of
from engagement.recognition import actions as recognition
from engagement.recognition import policy as of_badges
from engagement.recognition import why
from engagement.recognition.models import Award, Badge, Given
from engagement.referrals.models import Referral
from engagement.rewards.models import Gift, Reward

LINES = 20
OF_ALL, OF_RECOGNITION = (Section.ALL, Section.HISTORY), (Section.GIVEN,)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What somebody of the team may see of a member: the brand team all, moderators what concerns their work."""

    whole: bool
    moderates: bool

    @property
    def sections(self) -> tuple[Section, ...]:
        return OF_ALL if self.whole else OF_RECOGNITION


def sight_of(viewer: Any) -> Sight:
    return Sight(whole=reads_loyalty(viewer), moderates=bool(viewer.moderates))


def has_looked(member: Member, *, by: Any) -> bool:
    """Whether they said within the hour why they look, at as much as they may see."""
    needed = sight_of(by).sections[0]
    return Look.objects.lately(member, by=by, at=needed)


def told_of(member: Member, *, viewer: Any, before: int | None) -> dict[str, Any]:
    """Everything the page shows, section by section; what the viewer may not see is not read."""
    sight = sight_of(viewer)
    context: dict[str, Any] = {
        "member": member,
        "sight": sight,
        "roles": sorted(member.groups.values_list("name", flat=True)),
        "standing": why.standing_of(member),
        "awards": list(Award.objects.standing().filter(member=member).select_related("badge").order_by("-awarded_at")[:LINES]),
        "thanks": list(Thanks.objects.filter(member=member).select_related("by").order_by("-pk")[:5]),
        "may_thank": policy.can_thank(viewer, member),
        "thanks_left": actions.thanks_left(viewer),
        "given": list(Given.objects.of(member)[:LINES]),
        "may_give_badges": of_badges.can_give_badges(viewer, member),
    }
    if sight.moderates:
        context |= _decided(member, viewer)
    return context | (_private(member, viewer, before) if sight.whole else {})


def _decided(member: Member, viewer: Any) -> dict[str, Any]:
    decisions = Decision.objects.visible_to(viewer).filter(member=member).select_related("by", "question")
    return {
        "decisions": list(decisions.order_by("-at", "-pk")[:10]),
        "sanctions": list(Sanction.objects.filter(member=member, ended_at=None).order_by("-since")),
    }


def _private(member: Member, viewer: Any, before: int | None) -> dict[str, Any]:
    lines, older = history.page_of(member, which=history.ABOUT, before=before)
    friends = Referral.objects.visible_to(viewer).filter(advocate=member).joined().select_related("friend")
    mine = Q(member=member) | Q(member__merged_into=member)
    return {
        "language": dict(settings.LANGUAGES).get(member.language, member.language),
        "identities": list(member.identities.order_by("pk")),
        "factors": list(Authenticator.objects.filter(user=member).values_list("type", flat=True)),
        "membership": membership_of(member),
        "owned": list(Owned.objects.of(member)),
        "gifts": list(Gift.objects.filter(mine).select_related("reward", "by").order_by("-pk")[:LINES]),
        "friends": list(friends.order_by("-pk")[:LINES]),
        "came_by": Referral.objects.visible_to(viewer).filter(friend=member).select_related("advocate").first(),
        "agreed": consent.agreed(member),
        "accepted": list(member.agreements.order_by("-pk")[:5]),
        "cases": list(Case.objects.visible_to(viewer).of(member).select_related("owner").order_by("-opened_at")[:LINES]),
        "hand_badges": list(Badge.objects.active().filter(family=Badge.Family.HAND).in_order()),
        "badges_left": recognition.badges_left(viewer),
        "keeper": Keeper.objects.now_of(member),
        "keepers": list(Keeper.objects.of(member)[:LINES]),
        "contacts": list(Contact.objects.visible_to(viewer).about(member)[:LINES]),
        "looks": list(Look.objects.at(member)[:LINES]),
        "lines": lines,
        "older": older,
        "rewards": list(Reward.objects.filter(is_on=True).order_by("name")),
    }
