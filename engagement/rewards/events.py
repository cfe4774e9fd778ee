"""What rewards tell the rest of the product. The subject is the member, the object the gift: one reward given to one member."""

from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class RewardGiven(Fact):
    """A member was given a voucher or an invitation."""

    name = "reward.given"
    about = "gift"
    kind: str = ""  # voucher or experience
    pool: str = ""  # the code of the reward


@dataclass(frozen=True, kw_only=True)
class RewardAnswered(Fact):
    """A member said whether they take part in what they were invited to."""

    name = "reward.answered"
    about = "gift"
    accepted: bool = False
    pool: str = ""


@dataclass(frozen=True, kw_only=True)
class RewardExpiring(Fact):
    """A reward that a member has not used ends within a week."""

    name = "reward.expiring"
    about = "gift"
    pool: str = ""


@dataclass(frozen=True, kw_only=True)
class RewardExpired(Fact):
    """A reward ended unused."""

    name = "reward.expired"
    about = "gift"
    pool: str = ""


@dataclass(frozen=True, kw_only=True)
class RewardCancelled(Fact):
    """Somebody of the team took a reward back."""

    name = "reward.cancelled"
    about = "gift"
    pool: str = ""


@dataclass(frozen=True, kw_only=True)
class VoucherRedeemed(Fact):
    """A shop took a member's voucher."""

    name = "voucher.redeemed"
    about = "gift"
    pool: str = ""
    touchpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class VoucherReturned(Fact):
    """What a voucher had paid for was given back, and the voucher with it."""

    name = "voucher.returned"
    about = "gift"
    pool: str = ""
    touchpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class PoolEmptied(Fact):
    """A reward has no codes left while somebody waits for one; the subject, one of the brand's team, is told."""

    name = "pool.emptied"
    about = "reward"
