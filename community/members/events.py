from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Fact):
    """A person became a member with a confirmed address."""

    name = "member.joined"
    about = "member"


@dataclass(frozen=True, kw_only=True)
class TermsAccepted(Fact):
    """A member agreed to a version of the terms."""

    name = "terms.accepted"
    about = "terms"
    version_accepted: str = ""


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
class LeavingAsked(Fact):
    """A member asked to be forgotten; until the day it happens they may change their mind."""

    name = "member.leaving"
    about = "leaving"


@dataclass(frozen=True, kw_only=True)
class LeavingCalledOff(Fact):
    """A member who had asked to be forgotten stays."""

    name = "member.stays"
    about = "leaving"


@dataclass(frozen=True, kw_only=True)
class ExportAsked(Fact):
    """A member asked for everything that is known of them."""

    name = "export.asked"
    about = "export"


@dataclass(frozen=True, kw_only=True)
class ExportReady(Fact):
    """Everything that is known of a member lies ready for them, in one file."""

    name = "export.ready"
    about = "export"


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Fact):
    """A member allowed one purpose through one channel, or took that back."""

    name = "consent.changed"
    about = "consent"
    purpose: str = ""
    channel: str = ""
    allowed: bool = False
    wording: str = ""  # the version of the words they agreed to
