"""What a purchase earns, when it ends, and which lots a debit takes from. Data and pure functions only."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone, localtime, make_aware

from community import clock

PLACED, REFUNDED = "order.placed", "order.refunded"
COUNTED = frozenset({PLACED, REFUNDED, "member.joined", "member.merged"})  # facts after which a purchase may earn otherwise
NOTICE = timedelta(days=30)  # so long before it ends the member is told
LONGEST_WORDS = 200


def earned(paid: int, *, cents: int) -> int:
    """What a purchase earns: one for each whole `cents` of what was paid and not given back. Rounded down, once a purchase."""
    return max(paid, 0) // cents


def to_take_back(*, posted: int, target: int, ended: int) -> int:
    """How much of what a purchase earned has to be taken back now, so that it earned `target`.

    What ended of it unused (`ended`) has gone back already, and is not taken a second time.
    """
    return max(posted - target - ended, 0)


def ends_at(earned_at: datetime, *, months: int | None) -> datetime | None:
    """The midnight, in the site's time zone, after the day so many months later; the last of a month where it has no such day."""
    if months is None:
        return None
    day = localtime(earned_at, get_default_timezone()).date()
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return make_aware(datetime.combine(last + timedelta(days=1), time.min), get_default_timezone())


def share_out(amount: int, lefts: Iterable[int]) -> list[int]:
    """How much is taken of each, in the order given, until the amount is covered or nothing is left."""
    shares = []
    for left in lefts:
        shares.append(min(amount, left))
        amount -= shares[-1]
    return shares


def notice_ends() -> datetime:
    """The moment up to which members are told of what ends."""
    return clock.now() + NOTICE
