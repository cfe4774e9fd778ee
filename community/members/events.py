from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Fact):
    """A person became a member with a confirmed address."""

    name = "member.joined"
    about = "member"


@dataclass(frozen=True, kw_only=True)
class MemberMerged(Fact):
    """Somebody known twice turned out to be one member: what the other one did counts for this one."""

    name = "member.merged"
    about = "member"
    other_id: int = 0  # the row that was merged into the subject's


@dataclass(frozen=True, kw_only=True)
class MemberErased(Fact):
    """A member left, and what was known of them was forgotten."""

    name = "member.erased"
    about = "member"


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Fact):
    """A member allowed one purpose through one channel, or took that back."""

    name = "consent.changed"
    about = "consent"
    purpose: str = ""
    channel: str = ""
    allowed: bool = False
    wording: str = ""  # the version of the words they agreed to
