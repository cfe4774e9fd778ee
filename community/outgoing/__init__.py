"""The one HTTP client of the product: to public addresses only, for ten seconds at most."""

from .client import Reply, post, request
from .places import Unreachable, place_of

__all__ = ["Reply", "Unreachable", "place_of", "post", "request"]
