"""What an import tells of the past that no other room has a fact for. Always silent."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class HistoryBadge(Fact):
    """A member had been given a badge in the community they come from."""

    name = "history.badge"
    badge: str = ""
    tier: str = ""  # gold, silver, bronze
    tag_based: bool = False
