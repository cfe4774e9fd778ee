"""What this room keeps about a member: purchases, membership, what was spoken, their profile, and who looked at it."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from .models import Contact, Correction, HandOver, Keeper, Look, Membership, Order, Owned, Profile, Proposal, Thanks

HOLDS = (
    Holding(model=Order, what=_("What you bought, when and where"), leaving=Fate.NAMELESS),
    Holding(model=Owned, what=_("Products you own"), leaving=Fate.DELETED),
    Holding(model=Membership, what=_("Your membership and until when"), leaving=Fate.DELETED),
    Holding(model=Contact, what=_("What you spoke about with the team, and what came of it"), leaving=Fate.DELETED),
    Holding(model=HandOver, what=_("Who of the team took over what was promised to you, and the note"), leaving=Fate.DELETED),
    Holding(model=Keeper, what=_("Who of the team is there for you, and what they were told"), leaving=Fate.DELETED),
    Holding(model=Thanks, what=_("Thank-yous of the team, in their words"), leaving=Fate.DELETED),
    Holding(model=Correction, what=_("What you said is wrong, and the answer"), leaving=Fate.DELETED),
    Holding(model=Proposal, what=_("Whether somebody else known here may be you"), leaving=Fate.DELETED),
    Holding(model=Profile, what=_("Your loyalty profile, as it is handed out"), leaving=Fate.DELETED),
    Holding(model=Look, what=_("Who looked at your profile, at what and why"), leaving=Fate.DELETED, kept="looks"),
)

BOUGHT = ("source", "source_id", "number", "touchpoint", "amount", "currency", "refunded", "placed_at")
SPOKEN = ("direction", "where", "summary", "outcome", "next_step", "next_by", "at", "done_at", "hidden_at")


def export(member: Member) -> Rows:
    looks = member.looked_at.order_by("pk").values("by__name", "system", "what", "because", "times", "first_at", "last_at")
    lines = member.orders.order_by("pk").values("source", "source_id", "lines__code", "lines__product__name", "lines__quantity")
    return {
        "orders": list(member.orders.order_by("pk").values(*BOUGHT)),
        "order_lines": list(lines.exclude(lines=None)),
        "owned": list(member.owned.order_by("pk").values("product__name", "since", "is_shown", "asks", "asked_at", "gone_at")),
        "membership": list(Membership.objects.filter(member=member).values("tier__name", "since", "kept_until", "amounts")),
        "contacts": list(member.contacts.order_by("pk").values(*SPOKEN)),
        "hand_overs": list(HandOver.objects.filter(contact__member=member).order_by("pk").values("note", "after__name", "at")),
        "keepers": list(member.keepers.order_by("pk").values("person__name", "note", "since", "until")),
        "team_thanks": list(member.team_thanks.order_by("pk").values("words", "by__name", "at")),
        "corrections": list(member.corrections.order_by("pk").values("words", "at", "answer", "answered_at")),
        "profile": list(Profile.objects.filter(member=member).values("version", "body", "changed_at")),
        "proposals": list(_proposals(member).order_by("pk").values("signs", "state", "reason", "found_at", "decided_at")),
        "looks": list(looks),
    }


def _proposals(member: Member) -> QuerySet[Proposal]:
    return Proposal.objects.filter(Q(member=member) | Q(other=member))


@transaction.atomic
def erase(member: Member) -> None:
    """Purchases stay as sums without a person; the number printed on the receipt goes."""
    Owned.objects.filter(member=member).delete()
    _proposals(member).delete()
    Order.objects.filter(member=member).update(number="")
    for kind in (Membership, Contact, Correction, Profile, Look, Thanks, Keeper):
        kind.objects.filter(member=member).delete()
