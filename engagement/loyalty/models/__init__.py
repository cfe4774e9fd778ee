from .contacts import Contact, Correction
from .looks import Look, Section
from .orders import Line, Order, Owned, ProductCode, Refund, Touchpoint
from .profile import Profile
from .proposal import Proposal
from .team import HandOver, Keeper, Thanks
from .tiers import Benefit, Membership, Programme, Tier

__all__ = [
    "Benefit",
    "Contact",
    "Correction",
    "HandOver",
    "Keeper",
    "Line",
    "Look",
    "Membership",
    "Order",
    "Owned",
    "ProductCode",
    "Profile",
    "Programme",
    "Proposal",
    "Refund",
    "Section",
    "Thanks",
    "Tier",
    "Touchpoint",
]
