"""What the connections tell the rest of the product."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class EndpointTried(Fact):
    """Somebody of the team sent a test to an endpoint."""

    name = "endpoint.tried"
    about = "endpoint"


@dataclass(frozen=True, kw_only=True)
class EndpointStopped(Fact):
    """An endpoint was switched off because it no longer takes what it is sent; the subject is told."""

    name = "endpoint.stopped"
    about = "endpoint"
    reason: str = ""
