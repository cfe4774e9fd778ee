"""What the figures tell."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class WeekSummed(Fact):
    """How the community did in a week, told to somebody of the brand's team; a share in percent, -1 when of too few to say."""

    name = "week.summed"
    about = "week"
    helped: int = 0
    asked: int = 0
    in_day: int = -1
    waiting: int = 0
