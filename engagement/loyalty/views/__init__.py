from . import history, owned
from .card import card, claim
from .membership import membership
from .profile import download, facts, loyalty_profile

__all__ = ["card", "claim", "download", "facts", "history", "loyalty_profile", "membership", "owned"]
