"""How a fact is said to each kind of system: one request for one fact."""

from collections.abc import Callable

from ..models import Endpoint, Shape
from ..telling import Told
from . import events, hubspot, salesforce
from .errand import Errand, SignIn

SHAPES: dict[str, Callable[[Endpoint, Told], Errand | None]] = {
    Shape.EVENTS: events.errand,
    Shape.SALESFORCE: salesforce.errand,
    Shape.HUBSPOT: hubspot.errand,
}


def errand_for(endpoint: Endpoint, told: Told) -> Errand | None:
    """The request that tells it; None when this system has no place for it."""
    return SHAPES[endpoint.shape](endpoint, told)


__all__ = ["SHAPES", "Errand", "SignIn", "errand_for"]
