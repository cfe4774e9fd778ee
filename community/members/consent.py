"""Whether the brand may: asked at the moment of doing it, never remembered, so that a withdrawal holds at once."""

from collections.abc import Iterable

from .models import Consent, Member
from .rules import purpose_of

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
