from .contacts import Contact, Correction
from .looks import Look, Section
from .profile import Profile
from .tiers import Benefit, Membership, Programme, Tier

__all__ = ["Benefit", "Contact", "Correction", "Look", "Membership", "Profile", "Programme", "Section", "Tier"]
