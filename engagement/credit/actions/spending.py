"""Spending, and giving back what was spent. All of it under the lock of the account: two at once are one after the other."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from community.events.door import emit, key_of, receive
from community.events.models import Event
from community.members.models import Identity, Member
from community.verdict import Refused, require
from engagement.recognition.models import Entry, Unit

from .. import policy
from ..events import CreditReturned, CreditSpent
from ..models import Consumption, Lot, Terms
from .accounts import Account, consume, enter, open_account, settle, take


def terms_in_force() -> Terms:
    """Refused 404 while members have no balance."""
    terms = Terms.current()
    if terms is None:
        raise Refused(_("There is nothing here."), status=404)
    return terms


@transaction.atomic
def pay(member: Member, *, account: Account, amount: int, cause: str, words: str, pool: str = "") -> Entry:
    """Pay for something here, from the member's account, in the transaction that hands it over. Refused 409 without enough."""
    terms = terms_in_force()
    require(policy.has_account(member))
    require_enough(account, amount, terms)
    event = emit(CreditSpent(subject_id=member.pk, actor_id=member.pk, amount=amount, pool=pool))
    return _spend(account, amount, cause=cause, rule="reward", event=event, words=words)


def require_enough(account: Account, amount: int, terms: Terms) -> None:
    if account.available < amount:
        said = {"amount": amount, "available": account.available, "unit": terms.unit}
        raise Refused(_("That takes %(amount)d %(unit)s; there are %(available)d.") % said, status=409)


def _spend(account: Account, amount: int, *, cause: str, rule: str, event: Event, words: str) -> Entry:
    entry = enter(account, amount=-amount, kind=Entry.Kind.SPEND, rule=rule, cause=cause, event=event, words=words)
    uncovered = take(account, entry)
    assert not uncovered, "what is there was counted under the lock"
    return entry


@transaction.atomic
def pay_back(member_id: int, *, cause: str, words: str = "", pool: str = "") -> int:
    """Give back all that was spent for a cause and not given back yet, to the same lots; how much. Again is nothing."""
    account = open_account(member_id)
    shares = _spent(account, cause)
    amount = sum(share for _lot, share in shares)
    if amount:
        event = emit(CreditReturned(subject_id=member_id, amount=amount, pool=pool))
        _give_back(account, shares, amount, cause=cause, rule="reward", event=event, words=words)
    return amount


def _spent(account: Account, cause: str) -> list[tuple[Lot, int]]:
    """What was taken from each lot for a cause, without what was given back; the lots that were used last come first."""
    told = Consumption.objects.filter(
        entry__unit=Unit.CREDIT, entry__member_id=account.balance.member_id, entry__cause=cause
    ).select_related("lot")
    net: dict[int, int] = defaultdict(int)
    lots = {lot.pk: lot for lot in account.lots}  # the same objects: what is left of them must not part
    for one in told:
        lots.setdefault(one.lot_id, one.lot)
        net[one.lot_id] += one.amount
    in_order = sorted(net, key=lambda pk: (lots[pk].expires_at is None, lots[pk].expires_at, pk), reverse=True)
    return [(lots[pk], net[pk]) for pk in in_order if net[pk] > 0]


def _give_back(
    account: Account, shares: list[tuple[Lot, int]], amount: int, *, cause: str, rule: str, event: Event, words: str
) -> None:
    """To the lots it came from, with the end they had: what is over by now ends at once."""
    entry = enter(account, amount=amount, kind=Entry.Kind.BACK, rule=rule, cause=cause, event=event, words=words)
    consume(entry, [(lot, -share) for lot, share in shares])
    known = {lot.pk for lot in account.lots}
    account.lots += [lot for lot, _share in shares if lot.pk not in known]
    settle(account)


# --- in a shop --------------------------------------------------------------------------------------------------


def who(*, number: str = "", system: str = "") -> Member:
    """Whoever shows this member number, or is known by this id in the shop. Refused 404; nobody is made by spending."""
    kind, value = (Identity.Kind.NUMBER, number) if number else (Identity.Kind.SYSTEM, system)
    known = Identity.objects.filter(kind=kind, value=value.strip()).select_related("member__merged_into").first()
    member = (known.member.merged_into or known.member) if known else None
    if member is None or member.erased_at or not policy.has_account(member):
        raise Refused(_("Nobody with an account is known by this."), status=404)
    return member


@transaction.atomic
def spend(
    member: Member, *, amount: int, source: str, source_id: str, at: datetime, touchpoint: str = "", words: str = ""
) -> tuple[bool, int]:
    """A shop takes from a balance: (whether that is new, what is there now). Told twice it is taken once; 409 when too little."""
    terms = terms_in_force()
    account = open_account(member.pk)
    known = Event.objects.filter(source=source, source_id=source_id).first()
    if known:
        if (known.name, known.subject_id, known.extras.get("amount")) != (CreditSpent.name, member.pk, amount):
            raise Refused(_("This id names something else."), status=409)
        return False, account.available
    if amount < terms.minimum:
        raise Refused(_("At least %(n)d at once.") % {"n": terms.minimum}, status=409)
    require_enough(account, amount, terms)
    fact = CreditSpent(subject_id=member.pk, amount=amount, touchpoint=touchpoint)
    event, is_new = receive(fact, source=source, source_id=source_id, occurred_at=at)
    if not is_new:  # told of somebody else in the same moment
        raise Refused(_("This id names something else."), status=409)
    _spend(account, amount, cause=f"till:{event.pk}", rule="till", event=event, words=words)
    return True, account.available


@transaction.atomic
def give_back(
    *, spending: str, source: str, source_id: str, at: datetime, amount: int | None = None, touchpoint: str = ""
) -> tuple[bool, int]:
    """A shop gives back what it took, or a part: (whether that is new, what is there now). 404 unknown, 409 more than is left."""
    terms_in_force()
    spent = Event.objects.filter(source=source, source_id=spending, name=CreditSpent.name).first()
    if spent is None:
        raise Refused(_("Nothing was spent under this id."), status=404)
    account = open_account(spent.subject_id)
    known = Event.objects.filter(source=source, source_id=source_id).first()
    cause = f"till:{spent.pk}"
    if known:
        if not Entry.objects.filter(event=known, cause=cause, kind=Entry.Kind.BACK).exists():
            raise Refused(_("This id names something else."), status=409)
        return False, account.available
    shares = _spent(account, cause)
    left = sum(share for _lot, share in shares)
    wanted = left if amount is None else amount
    if not 0 < wanted <= left:
        raise Refused(_("Of this %(n)d can be given back.") % {"n": left}, status=409)
    fact = CreditReturned(subject_id=spent.subject_id, amount=wanted, touchpoint=touchpoint)
    reverses = key_of(spent) if wanted == left == spent.extras["amount"] else None
    event, is_new = receive(fact, source=source, source_id=source_id, occurred_at=at, reverses=reverses)
    if not is_new:
        raise Refused(_("This id names something else."), status=409)
    part, rest = [], wanted
    for lot, share in shares:
        if rest:
            part.append((lot, min(share, rest)))
            rest -= min(share, rest)
    _give_back(account, part, wanted, cause=cause, rule="till", event=event, words="")
    return True, account.available
