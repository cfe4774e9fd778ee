"""What an endpoint can be given: the facts of the catalogue, but those that are private."""

from community.events.door import Entry, catalogue

from .rules import PRIVATE_FACTS


def facts() -> list[Entry]:
    return [entry for entry in catalogue() if entry.name not in PRIVATE_FACTS]
