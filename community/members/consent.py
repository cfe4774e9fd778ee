"""Whether the brand may: asked at the moment of doing it, never remembered, so that a withdrawal holds at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from community.frame.identity import brand_name

from .models import Consent, Member
from .rules import PURPOSES, Purpose, Wording, purpose_of

AT_ONCE = 500  # ids in a statement


def may(member: Member, purpose: str, channel: str) -> bool:
    """Whether this member allows it now. Nobody who left, was switched off or merged does."""
    return member.pk in allowed_ids([member.pk], purpose, channel)


def allowed_ids(member_ids: Iterable[int], purpose: str, channel: str) -> set[int]:
    """Those of the members who allow it now, in one query for each 500. LookupError for what nobody can be asked."""
    if purpose_of(purpose, channel) is None:
        raise LookupError(f"nobody is asked for {purpose} by {channel}")
    ids = list(set(member_ids))
    said_yes = Consent.objects.in_force().filter(purpose=purpose, channel=channel, allowed=True)
    here = said_yes.filter(member__in=Member.objects.people())
    chunks = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
    return {pk for chunk in chunks for pk in here.filter(member_id__in=chunk).values_list("member_id", flat=True)}


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One purpose as a member sees it: what they said last, if anything, and to which words."""

    purpose: Purpose
    last: Consent | None

    @property
    def allowed(self) -> bool:
        return self.last is not None and self.last.allowed

    @property
    def wording(self) -> Wording:
        """The words they agreed to; for a no, those they would agree to now."""
        said = self.purpose.worded(self.last.wording) if self.last and self.last.allowed else None
        return said or self.purpose.wording

    @property
    def text(self) -> str:
        return str(self.wording.text) % {"brand": brand_name()}


def agreed(member: Member) -> list[Agreement]:
    """Every purpose with what the member says to it now. The template members/agreed.html shows them."""
    last = {(row.purpose, row.channel): row for row in member.consents.in_force()}
    return [Agreement(purpose=purpose, last=last.get((purpose.code, purpose.channel))) for purpose in PURPOSES]


def asked_of(member: Member | None, *, said: Iterable[str] = ()) -> list[Agreement]:
    """What the brand wants newcomers to be asked on the page (CONSENT_BANNER) and they have not answered.

    `said` are the codes a guest has answered already, in their cookie. No purpose listed: nothing, without a query.
    """
    wanted = [one for one in PURPOSES if one.code in settings.CONSENT_BANNER and one.code not in said]
    if not wanted:
        return []
    answered = set(member.consents.values_list("purpose", "channel")) if member else set()
    return [Agreement(purpose=one, last=None) for one in wanted if (one.code, one.channel) not in answered]
