from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Fact):
    """A person became a member with a confirmed address."""

    name = "member.joined"
    about = "member"
