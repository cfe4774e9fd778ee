"""One person known twice becomes one member. Only by proof, or by somebody of the team: never by name."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.frame.actions import note_change
from community.verdict import Refused, require

from .. import policy
from ..events import MemberMerged
from ..models import Identity, Member


@transaction.atomic
def merge_member(other: Member, *, into: Member, by: Member | None = None) -> None:
    """What is known of `other`, who has no account, counts for `into` from now on. Twice is once.

    `by` is whoever of the team decided it; without, the caller has the proof. Facts stay as they are and are read for
    both; rooms take over their rows when they hear of it.
    """
    rows = Member.objects.select_for_update(no_key=True).filter(pk__in=[other.pk, into.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    loser, winner = found[other.pk], found[into.pk]
    if loser.merged_into_id == winner.pk:
        return
    if by is not None:
        require(policy.can_merge(by))
    if loser.claimed_at or loser.email or loser.merged_into_id or loser.erased_at:
        raise Refused(_("Only somebody without an account can become part of another member."), status=409)
    if loser.pk == winner.pk or winner.merged_into_id or winner.erased_at:
        raise Refused(_("This member is no longer here."), status=409)
    Member.objects.filter(Q(pk=loser.pk) | Q(merged_into=loser)).update(merged_into=winner)
    Identity.objects.filter(member=loser).update(member=winner)
    note_change(f"member:{loser.pk}", f"member:{winner.pk}")
    emit(MemberMerged(subject_id=winner.pk, actor_id=by.pk if by else winner.pk, object_id=winner.pk, other_id=loser.pk))


@transaction.atomic
def claim_by_mail(member: Member) -> int:
    """Whoever other systems knew by the address this member has confirmed is this member; how many there were."""
    if not member.email or member.claimed_at is None:
        return 0
    known = Identity.objects.filter(kind=Identity.Kind.MAIL, value=member.email).exclude(member=member)
    without = known.filter(member__claimed_at=None, member__email=None, member__merged_into=None, member__erased_at=None)
    others = [row.member for row in without.select_related("member")]
    for other in others:
        merge_member(other, into=member)
    return len(others)


@transaction.atomic
def claim_by_system(member: Member, system: str) -> bool:
    """Whoever another system knows under this id ("shop:4711") is this member: it vouched for them as they signed in.

    True when it names them from now on. An id that names somebody with an account stays theirs.
    """
    row = Identity.objects.select_related("member").filter(kind=Identity.Kind.SYSTEM, value=system).first()
    if row is None:
        try:
            with transaction.atomic():
                row = Identity.objects.create(member=member, kind=Identity.Kind.SYSTEM, value=system, at=clock.now())
        except IntegrityError:  # a shop told of them in the same moment
            return claim_by_system(member, system)
    known = row.member
    if known.pk != member.pk and not (known.claimed_at or known.email or known.merged_into_id or known.erased_at):
        merge_member(known, into=member)
        known = member
    return known.pk == member.pk


@transaction.atomic
def give_number(member: Member) -> str:
    """The member number, made when it is first asked for: short enough to say, and it names nobody else."""
    row = Identity.objects.filter(member=member, kind=Identity.Kind.NUMBER).first()
    if row is None:
        row = Identity.objects.create(member=member, kind=Identity.Kind.NUMBER, value=_number_of(member), at=clock.now())
    return row.value


def _number_of(member: Member) -> str:
    """Ten digits from the member's public id: whoever knows a number cannot guess the next."""
    for turn in range(20):
        value = f"{member.public_id.int // 10 ** (turn % 20) % 10**10:010}"
        if not Identity.objects.filter(kind=Identity.Kind.NUMBER, value=value).exists():
            return value
    raise Refused(_("Please try again."), status=409)
