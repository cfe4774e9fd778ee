"""A person of the team thanks a member by name. Each has so many a month, so that a thank-you stays worth something."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.members.models import Member
from community.members.rules import one_line
from community.verdict import Refused, require

from .. import policy
from ..events import TeamThanked
from ..models import Thanks


def _since() -> datetime:
    return clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def thanks_left(by: Member) -> int:
    """How many they have until the month is over (UTC)."""
    return max(0, settings.TEAM_THANKS_A_MONTH - Thanks.objects.filter(by=by, at__gte=_since()).count())


@transaction.atomic
def thank(member: Member, *, words: str, by: Member) -> Thanks:
    """Thank a member, signed. The same words again are the same thank-you. Refused 429 when the month's are given."""
    require(policy.can_thank(by, member))
    said = one_line(words)
    if not said:
        raise ValidationError({"words": _("Say what you thank them for: the member reads it.")})
    if len(said) > 300:
        raise ValidationError({"words": _("This has at most 300 characters.")})
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # two at once take turns
    if known := Thanks.objects.filter(member=member, by=by, words=said).first():
        return known
    if not thanks_left(by):
        raise Refused(_("You have given your thanks for this month. The next month brings new ones."), status=429)
    given = Thanks(member=member, by=by, words=said, at=clock.now())
    given.save(force_insert=True)
    emit(TeamThanked(subject_id=member.pk, actor_id=by.pk, object_id=given.pk, by_staff=True))
    return given
