"""What the loyalty profile tells the rest of the product, and what shops and other places tell it.

Amounts are in the smallest unit of the currency (cents). A full refund reverses its order's fact; a part of one says how much.
"""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Fact):
    """Something in a member's loyalty profile changed."""

    name = "profile.changed"
    about = "profile"
    number: int = 0  # the profile's version


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Fact):
    """A member bought something."""

    name = "order.placed"
    about = "order"
    amount: int = 0
    currency: str = ""
    first: bool = False  # the first this place knows of them
    touchpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(Fact):
    """An order was given back, whole or in part."""

    name = "order.refunded"
    about = "order"
    amount: int = 0
    currency: str = ""
    whole: bool = True
    touchpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitMade(Fact):
    """A member visited a shop, or another place of the brand."""

    name = "visit.made"
    about = "visit"
    touchpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketClosed(Fact):
    """The brand's support closed what a member had asked of it."""

    name = "ticket.closed"
    about = "ticket"
    solved: bool = True
    touchpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class CourseCompleted(Fact):
    """A member completed a course."""

    name = "course.completed"
    about = "course"
    course: str = ""  # its code in the system that holds it
    touchpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class MembershipRaised(Fact):
    """A member reached a higher step of membership."""

    name = "membership.raised"
    about = "membership"
    tier: str = ""  # the code of the step they have now


@dataclass(frozen=True, kw_only=True)
class MembershipNoticed(Fact):
    """A member was told that their membership goes down one step, unless something changes."""

    name = "membership.noticed"
    about = "membership"
    tier: str = ""  # the code of the step they have now


@dataclass(frozen=True, kw_only=True)
class MembershipKept(Fact):
    """A membership that was about to go down stays."""

    name = "membership.kept"
    about = "membership"
    tier: str = ""  # the code of the step they have now
    why: str = ""  # helping, or qualifying again


@dataclass(frozen=True, kw_only=True)
class MembershipLowered(Fact):
    """A membership went down one step."""

    name = "membership.lowered"
    about = "membership"
    tier: str = ""  # the code of the step they have now


@dataclass(frozen=True, kw_only=True)
class ContactNoted(Fact):
    """The brand and a member spoke, or somebody of the team noted something."""

    name = "contact.noted"
    about = "contact"
    has_next: bool = False  # with a next step that somebody has promised


@dataclass(frozen=True, kw_only=True)
class ContactDone(Fact):
    """What somebody of the team had promised a member is done."""

    name = "contact.done"
    about = "contact"


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(Fact):
    """A member says that something known of them is wrong."""

    name = "correction.asked"
    about = "correction"


@dataclass(frozen=True, kw_only=True)
class CorrectionAnswered(Fact):
    """Somebody of the team answered what a member said was wrong."""

    name = "correction.answered"
    about = "correction"


@dataclass(frozen=True, kw_only=True)
class TeamThanked(Fact):
    """Somebody of the team thanked a member by name. It counts towards nothing."""

    name = "team.thanked"
    about = "thanks"


@dataclass(frozen=True, kw_only=True)
class ContactHandedOver(Fact):
    """What somebody of the team had promised a member is somebody else's to do now."""

    name = "contact.handed_over"
    about = "contact"
    owner_id: int = 0  # whose it is now


@dataclass(frozen=True, kw_only=True)
class KeeperChanged(Fact):
    """Somebody else of the team is there for a member from now on, or nobody in particular."""

    name = "keeper.changed"
    about = "keeper"
    owner_id: int = 0  # who it is now; 0 for nobody


@dataclass(frozen=True, kw_only=True)
class ProductOwned(Fact):
    """A member owns a product: an order told it, or they say so (then they are the actor)."""

    name = "product.owned"
    about = "product"


@dataclass(frozen=True, kw_only=True)
class ProductGone(Fact):
    """A member no longer owns a product; reverses that they did where it never was theirs."""

    name = "product.gone"
    about = "product"


@dataclass(frozen=True, kw_only=True)
class OwnerAsked(Fact):
    """A member who owns a product, and wants to be asked, was told of a question about it; the actor asks."""

    name = "owner.asked"
    about = "question"
