"""A brand that has switched balances on, and purchases that earn."""

from datetime import datetime
from itertools import count

from community import clock
from community.members.models import Member
from engagement.credit import actions
from engagement.credit.models import Terms
from engagement.loyalty import actions as loyalty

NUMBERS = count(1)


def switch_on(leo: Member, **said: object) -> Terms:
    """A mile for each whole euro of a purchase, good for twelve months, worth two cents."""
    said = {"unit": "miles", "currency": "EUR", "cents": 100, "months": 12, "value": 2} | said
    return actions.set_terms(Terms(is_on=True, **said), by=leo)


def buy(member: Member, cents: int, *, key: str = "", at: datetime | None = None, currency: str = "EUR") -> str:
    """A purchase as a shop tells it; its id there."""
    key = key or f"order-{next(NUMBERS)}"
    about = {"source": "shop", "source_id": key, "amount": cents, "currency": currency}
    loyalty.place_orders([loyalty.Purchase(member=member, **about, placed_at=at or clock.now(), number=key)])
    return key


def give_back(order: str, cents: int | None = None, *, key: str = "", at: datetime | None = None) -> None:
    """All of a purchase, or a part, is given back."""
    key = key or f"refund-{next(NUMBERS)}"
    loyalty.refund_order(source="shop", source_id=key, order_source_id=order, at=at or clock.now(), amount=cents)


def spend_in_shop(member: Member, amount: int, *, key: str = "") -> tuple[bool, int]:
    """A till takes from the balance: whether that is new, and what is there then."""
    return actions.spend(member, amount=amount, source="till", source_id=key or f"spent-{next(NUMBERS)}", at=clock.now())
