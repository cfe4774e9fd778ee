"""What other rooms show of rewards. Reads only."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from .models import Gift

OPEN = (Gift.Status.WAITING, Gift.Status.GIVEN, Gift.Status.ACCEPTED)


def counts_of(member_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """{member: how many rewards are open and how many redeemed}, for those who were ever given one. One query."""
    ids = list(member_ids)
    gifts = Gift.objects.filter(Q(member_id__in=ids) | Q(member__merged_into_id__in=ids)).order_by()
    owner = Coalesce("member__merged_into_id", "member_id")
    some, used = Count("pk", filter=Q(status__in=OPEN)), Count("pk", filter=Q(status=Gift.Status.REDEEMED))
    rows = gifts.annotate(owner=owner).values("owner").annotate(some=some, used=used)
    return {member: {"open": n, "redeemed": m} for member, n, m in rows.values_list("owner", "some", "used")}
