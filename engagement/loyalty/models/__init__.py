from .looks import Look, Section
from .profile import Profile
from .tiers import Benefit, Membership, Programme, Tier

__all__ = ["Benefit", "Look", "Membership", "Profile", "Programme", "Section", "Tier"]
