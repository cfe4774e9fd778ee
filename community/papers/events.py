from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class PaperPublished(Fact):
    """The brand's team published a new version of the terms or the guidelines."""

    name = "paper.published"
    about = "paper"
    kind: str = ""
    number: int = 0
