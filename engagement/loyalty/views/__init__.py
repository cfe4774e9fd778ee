from . import history
from .membership import membership
from .profile import download, facts, loyalty_profile

__all__ = ["download", "facts", "history", "loyalty_profile", "membership"]
