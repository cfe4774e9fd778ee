"""A member takes a reward for its price. Paying and handing over are one transaction: neither is without the other."""

from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.members.models import Member
from community.verdict import Refused, require
from engagement.credit import actions as credit

from .. import policy
from ..models import Gift, Reward
from .giving import hand_over


@transaction.atomic
def buy(reward: Reward, *, ticket: str, price: int, by: Member) -> Gift:
    """Pay `price`, as the member was shown it, and have the reward. The same ticket buys once.

    Refused 409 when the balance does not reach, when none is left, or when the price is another by now.
    """
    credit.terms_in_force()
    account = credit.open_account(by.pk)  # first: whoever sends a form twice waits here
    cause = f"bought:{ticket}"
    if known := Gift.objects.filter(reward=reward, member=by, cause=cause).first():
        return known
    current = Reward.objects.get(pk=reward.pk)
    require(policy.can_buy(by, current))
    if current.price != price:
        raise Refused(_("The price has changed meanwhile. Look at it again."), status=409)
    gift = Gift.objects.create(reward=current, member=by, cause=cause, price=price, asked_at=clock.now())
    credit.pay(by, account=account, amount=price, cause=paid_for(gift), words=current.name, pool=current.slug)
    waits = Gift.objects.filter(reward=current, status=Gift.Status.WAITING, price=None).exists()
    if waits or not hand_over(gift, current):
        raise Refused(_("None is left at the moment. Nothing was taken of your balance."), status=409)
    if current.kind == Reward.Kind.EXPERIENCE:  # who pays takes part: there is nothing left to ask
        Gift.objects.filter(pk=gift.pk).update(status=Gift.Status.ACCEPTED, ended_at=clock.now(), remind_at=None)
        gift.refresh_from_db()
    return gift


def paid_for(gift: Gift) -> str:
    """The cause in the ledger of what was paid for a gift."""
    return f"gift:{gift.pk}"
