from django.db import transaction
from django.db.models import Q

from community import clock
from community.members.models import Member

from ..models import Contact, Correction, Keeper, Look, Membership, Order, Owned, Profile, Proposal, Thanks


@transaction.atomic
def take_over(other: Member, *, into: Member) -> None:
    """What was known of somebody who turned out to be this member is known of this one. Again changes nothing."""
    if Keeper.objects.filter(member=into, until=None).exists():
        Keeper.objects.filter(member=other, until=None).update(until=clock.now())
    for model in (Order, Contact, Correction, Thanks, Keeper):
        model._default_manager.filter(member=other).update(member=into)
    Owned.objects.filter(member=into, product__in=Owned.objects.standing().filter(member=other).values("product")).exclude(
        gone_at=None
    ).delete()
    had = Owned.objects.filter(member=into).values("product_id")
    Owned.objects.filter(member=other, product__in=had).delete()
    Owned.objects.filter(member=other).update(member=into)
    known = Look.objects.filter(member=into).values("key")
    Look.objects.filter(member=other, key__in=known).delete()
    Look.objects.filter(member=other).update(member=into)
    Proposal.objects.filter(Q(other=other) | Q(member=other), state=Proposal.State.OPEN).delete()
    Membership.objects.filter(member=other).delete()
    Profile.objects.filter(member=other).delete()
