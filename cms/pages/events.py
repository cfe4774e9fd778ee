from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class GuideCredited(Fact):
    """A guide was published that thanks a member."""

    name = "guide.credited"
    about = "guide"
