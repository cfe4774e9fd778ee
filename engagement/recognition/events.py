"""What recognition tells the rest of the product. The subject is the member who is recognised."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class BadgeAwarded(Fact):
    """A member has a badge; `again` when it came back after its evidence had been void, `by_hand` when a person gave it."""

    name = "badge.awarded"
    version = 2
    about = "badge"
    slug: str = ""
    award_id: int = 0
    again: bool = False
    by_hand: bool = False


@dataclass(frozen=True, kw_only=True)
class BadgeRevoked(Fact):
    """A badge was taken back because what it was given for was void."""

    name = "badge.revoked"
    about = "badge"
    slug: str = ""
    award_id: int = 0


@dataclass(frozen=True, kw_only=True)
class BadgeGiven(Fact):
    """Somebody of the brand's team gave a member a badge by hand. The badge follows from this fact, like any other."""

    name = "badge.given"
    about = "given"
    slug: str = ""


@dataclass(frozen=True, kw_only=True)
class BadgeTaken(Fact):
    """A badge given by hand was taken back: the giving it reverses is void, as `abuse` says of any fact."""

    name = "badge.taken"
    about = "given"
    slug: str = ""
    abuse: bool = True


@dataclass(frozen=True, kw_only=True)
class LevelReached(Fact):
    """A member reached a level for the first time."""

    name = "level.reached"
    about = "level"
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class StandingChanged(Fact):
    """What a member's help is recognised for changed."""

    name = "standing.changed"
    about = "member"
    amount: int = 0
