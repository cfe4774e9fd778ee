"""What referrals tell the rest of the product. The subject is who invited, the actor the friend, the object the referral."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class ReferralAttributed(Fact):
    """Somebody signed up by a member's invitation."""

    name = "referral.attributed"
    about = "referral"
    typed: bool = False  # the code was typed, not carried by the link


@dataclass(frozen=True, kw_only=True)
class ReferralVerified(Fact):
    """An invited friend became a member."""

    name = "referral.verified"
    about = "referral"


@dataclass(frozen=True, kw_only=True)
class ReferralQualified(Fact):
    """An invited friend did what the programme asks for."""

    name = "referral.qualified"
    about = "referral"
    by_fact: str = ""  # the name of the fact that made it so


@dataclass(frozen=True, kw_only=True)
class ReferralHeld(Fact):
    """Something about an invitation looked odd, or a refusal was appealed: a person looks at it."""

    name = "referral.held"
    about = "referral"
    appeal: bool = False


@dataclass(frozen=True, kw_only=True)
class ReferralRewarded(Fact):
    """An invited friend found help, and who invited is recognised for it."""

    name = "referral.rewarded"
    about = "referral"
    standing: int = 0  # what it is worth, for ever
    programme: int = 0  # the version of the terms


@dataclass(frozen=True, kw_only=True)
class FriendWelcomed(Fact):
    """A member who was invited (the subject) found help; the actor invited them."""

    name = "referral.welcomed"
    about = "referral"
    programme: int = 0


@dataclass(frozen=True, kw_only=True)
class ReferralRejected(Fact):
    """An invitation gives nothing, for the reason it says."""

    name = "referral.rejected"
    about = "referral"
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ReferralExpired(Fact):
    """An invited friend did not join, or did not find help, in the time the programme gives."""

    name = "referral.expired"
    about = "referral"


@dataclass(frozen=True, kw_only=True)
class ReferralReversed(Fact):
    """What a referral was given for was void; reverses the fact that it was rewarded."""

    name = "referral.reversed"
    about = "referral"
    reason: str = ""
    abuse: bool = True
