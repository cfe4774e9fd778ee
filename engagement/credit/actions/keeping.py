"""What the brand decides, and what time does."""

from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.events.door import emit
from community.members.models import Member
from community.verdict import Refused, require
from engagement.recognition.models import Entry, Unit

from .. import policy, rules
from ..events import CreditCorrected, CreditExpired, CreditExpiring
from ..models import Lot, Remark, Terms
from .accounts import add_lot, consume, enter, open_account, take
from .spending import terms_in_force

BATCH = 200  # members in one turn of the clock


@transaction.atomic
def set_terms(terms: Terms, *, by: Member) -> Terms:
    """Terms in force from now on. Those before stay, for what happened before."""
    require(policy.can_keep_terms(by))
    terms.pk, terms.by, terms.since = None, by, clock.now()
    terms.full_clean()
    terms.save(force_insert=True)
    return terms


@transaction.atomic
def correct(member: Member, *, amount: int, why: str, ticket: str, by: Member) -> int:
    """A person puts a balance right, with words that the member reads; what is there now. The same ticket counts once.

    Refused 409 when more would be taken than there is.
    """
    terms = terms_in_force()
    require(policy.can_correct(by, member))
    account, cause = open_account(member.pk), f"hand:{ticket}"
    if not amount or Entry.objects.filter(unit=Unit.CREDIT, member=member, cause=cause).exists():
        return account.available
    if account.available + amount < 0:
        raise Refused(_("Only %(n)d can be taken: there is no more.") % {"n": account.available}, status=409)
    event = emit(CreditCorrected(subject_id=member.pk, actor_id=by.pk, amount=amount))
    kind = Entry.Kind.ADJUST
    entry = enter(account, amount=amount, kind=kind, rule="hand", cause=cause, event=event, words=why, by_id=by.pk)
    if amount > 0:
        add_lot(account, entry, expires_at=rules.ends_at(clock.now(), months=terms.months))
    else:
        take(account, entry)
    return account.available


def expire_due() -> int:
    """What was good until now ends; of how many members. Nothing while members have no balance: none of them could use it."""
    if Terms.current() is None:
        return 0
    due = Lot.objects.open().filter(expires_at__lte=clock.now()).order_by("expires_at").values_list("member_id", flat=True)
    ids = sorted(set(due[:BATCH]))
    for member_id in ids:
        with transaction.atomic():
            open_account(member_id)
    return len(ids)


@transaction.atomic
def remind_due() -> int:
    """Tell members of what ends within 30 days, once for each day on which something does; how many were told."""
    if Terms.current() is None:
        return 0
    soon = Lot.objects.usable().filter(expires_at__lte=clock.now() + rules.NOTICE, noticed_at=None)
    ids = sorted(set(soon.order_by("expires_at").values_list("member_id", flat=True)[:BATCH]))
    for member_id in ids:
        account = open_account(member_id)
        until = clock.now() + rules.NOTICE
        due = [lot for lot in account.lots if lot.expires_at and lot.expires_at <= until and lot.noticed_at is None]
        Lot.objects.filter(pk__in=[lot.pk for lot in due]).update(noticed_at=clock.now())
        for day in sorted({lot.last_day for lot in due if lot.last_day}):
            amount = sum(lot.left for lot in due if lot.last_day == day)
            emit(CreditExpiring(subject_id=member_id, amount=amount, until=day.isoformat()))
    return len(ids)


@transaction.atomic
def forget(member: Member) -> None:
    """A member leaves: what they had ends, what they owed is let go, and the words go. The sums stay, without a name."""
    Remark.objects.filter(entry__member=member).update(words="")
    if not Entry.objects.filter(unit=Unit.CREDIT, member=member).exists():
        return
    account = open_account(member.pk)
    amount, owed = account.available, account.owed
    if not amount and not owed:
        return
    event = emit(CreditExpired(subject_id=member.pk, amount=amount))
    for lot in account.lots:
        entry = enter(account, amount=-lot.left, kind=Entry.Kind.EXPIRE, rule="left", cause=f"lot:{lot.pk}", event=event)
        consume(entry, [(lot, lot.left)])
    account.lots = []
    if owed:
        entry = enter(account, amount=owed, kind=Entry.Kind.ADJUST, rule="left", cause="left", event=event)
        add_lot(account, entry, expires_at=None)
