"""What this room keeps about a member."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from . import actions
from .models import Code, Referral

HOLDS = (
    Holding(model=Code, what=_("Your invitation: its link and code"), leaving=Fate.EMPTIED),
    Holding(model=Referral, what=_("Whom you invited, who invited you, and where it stands"), leaving=Fate.NAMELESS),
)


def export(member: Member) -> Rows:
    """Their invitation, and where each stands. The other of the two is their business: only handles others can see."""
    mine = Referral.objects.filter(Q(advocate=member) | Q(friend=member)).order_by("pk")
    shown = (
        "advocate__handle",
        "friend__handle",
        "state",
        "reason",
        "attributed_at",
        "verified_at",
        "qualified_at",
        "rewarded_at",
    )
    return {
        "invitation": list(Code.objects.filter(member=member).values("text", "made_at", "paused_at")),
        "referrals": list(mine.values(*shown)),
    }


@transaction.atomic
def erase(member: Member) -> None:
    actions.leave(member)
