"""What the loyalty profile tells the rest of the product."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Fact):
    """Something in a member's loyalty profile changed."""

    name = "profile.changed"
    about = "profile"
    number: int = 0  # the profile's version
