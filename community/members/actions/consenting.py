"""What a member allows the brand to do, and takes back."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.verdict import Refused, require

from .. import policy, rules
from ..events import ConsentChanged
from ..models import Consent, Member


@transaction.atomic
def allow(member: Member, *, purpose: str, channel: str, where: str, by: Member, wording: str = "") -> None:
    """The member says yes. `wording` is the version of the words they saw ("" for those in use); saying it twice is once.

    Refused 404 for what nobody is asked, 409 when the words have changed since they were shown.
    """
    require(policy.can_allow(by, member))
    asked = _asked(purpose, channel)
    if wording and wording != asked.wording.version:
        raise Refused(_("The words changed while you read them. Please look at them again."), status=409)
    last = _last(member, asked)
    if last is None or not last.allowed or last.wording != asked.wording.version:
        _say(member, asked, allowed=True, wording=asked.wording.version, where=where, by=by)


@transaction.atomic
def withdraw(member: Member, *, purpose: str, channel: str, where: str, by: Member) -> None:
    """The member says no, or no longer. What they had agreed to stands in the history beside it."""
    require(policy.can_withdraw(by, member))
    asked = _asked(purpose, channel)
    last = _last(member, asked)
    if last is None or last.allowed:
        _say(member, asked, allowed=False, wording=last.wording if last else asked.wording.version, where=where, by=by)


@transaction.atomic
def say_first(member: Member, said: Mapping[str, bool]) -> None:
    """What they answered when the page asked newcomers. Where they have said something before, that stands."""
    for asked in rules.PURPOSES:
        if asked.code in said and asked.code in settings.CONSENT_BANNER and _last(member, asked) is None:
            say = allow if said[asked.code] else withdraw
            say(member, purpose=asked.code, channel=asked.channel, where=Consent.Where.BANNER, by=member)


def _asked(purpose: str, channel: str) -> rules.Purpose:
    if (asked := rules.purpose_of(purpose, channel)) is None:
        raise Refused(_("Nobody is asked for this."), status=404)
    return asked


def _last(member: Member, asked: rules.Purpose) -> Consent | None:
    """What they said last, with the member locked: two answers at once take turns, and the later one stands."""
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)
    return member.consents.filter(purpose=asked.code, channel=asked.channel).order_by("-pk").first()


def _say(member: Member, asked: rules.Purpose, *, allowed: bool, wording: str, where: str, by: Member) -> None:
    row = Consent(
        member=member,
        purpose=asked.code,
        channel=asked.channel,
        allowed=allowed,
        wording=wording,
        where=Consent.Where(where),
        by=by,
        at=clock.now(),
    )
    row.save(force_insert=True)
    emit(
        ConsentChanged(
            subject_id=member.pk,
            actor_id=by.pk,
            object_id=row.pk,
            purpose=row.purpose,
            channel=row.channel,
            allowed=allowed,
            wording=wording,
        )
    )
