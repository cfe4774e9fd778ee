"""Who may be one person known twice: by equal signs that prove little alone, never by a name. Reads only.

What is a proof (a confirmed address, an order number with its address, a member number) needs nobody: see members.merging.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.forum.models import Answer, Question
from community.importers.models import ImportedRow
from community.members.models import Identity, Member
from engagement.integrity.rules import canonical

from .models import Order, Proposal

SIGNS: dict[str, Promise] = {
    "address": gettext_lazy("Their e-mail addresses lead to the same mailbox."),
    "order": gettext_lazy("The same order number was told of both, with another address."),
    "account": gettext_lazy("Both were imported, and their old sites name the same account."),
    "digest": gettext_lazy("The imported profile carries the fingerprint of this member's e-mail address."),
}
CHUNK = 500
CROWD = 6  # more than so many with one sign: it is no sign
SHOWN = 5  # purchases shown of each
Pair = tuple[int, int]


def pairs(*, since: datetime | None = None) -> dict[Pair, set[str]]:
    """{(one, another): signs} among those of whom something came after `since`; None looks at everybody."""
    found: dict[Pair, set[str]] = defaultdict(set)
    for sign, groups in (
        ("address", _by_address(since)),
        ("order", _by_order(since)),
        ("account", _by_account(since)),
        ("digest", _by_digest(since)),
    ):
        for one, other in groups:
            if one != other:
                found[min(one, other), max(one, other)].add(sign)
    return dict(found)


def _free() -> QuerySet[Identity]:
    """Addresses of people without an account."""
    here = {"member__claimed_at": None, "member__email": None, "member__merged_into": None, "member__erased_at": None}
    return Identity.objects.filter(kind=Identity.Kind.MAIL, **here)


def _people() -> QuerySet[Member]:
    return Member.objects.filter(claimed_at__isnull=False, email__isnull=False, merged_into=None, erased_at=None)


def _by_address(since: datetime | None) -> Iterator[Pair]:
    free, people = _free(), _people()
    new_free = free.filter(at__gt=since) if since else free
    wanted = {canonical(value) for value in new_free.values_list("value", flat=True).iterator()}
    if since:
        new_people = people.filter(claimed_at__gt=since)
        wanted |= {canonical(value) for value in new_people.values_list("email", flat=True).iterator() if value}
    if not wanted:
        return
    known: dict[str, list[int]] = defaultdict(list)
    for pk, value in people.values_list("pk", "email").iterator():
        if value and (mailbox := canonical(value)) in wanted:
            known[mailbox].append(pk)
    for pk, value in free.values_list("member_id", "value").iterator():
        yield from ((pk, member) for member in known.get(canonical(value), ()))


def _by_order(since: datetime | None) -> Iterator[Pair]:
    """Only where the system or the sum is the same, too: small numbers are everybody's."""
    told = Order.objects.exclude(number="")
    new = told.filter(heard_at__gt=since) if since else told
    numbers = sorted({_plain(number) for number in new.order_by().values_list("number", flat=True).distinct()})
    for start in range(0, len(numbers), CHUNK):
        spelled = [mark + number for number in numbers[start : start + CHUNK] for mark in ("", "#")]
        groups: dict[tuple[str, ...], set[int]] = defaultdict(set)
        rows = told.filter(number__in=spelled).values_list("number", "member_id", "source", "amount", "currency")
        for number, member_id, source, amount, currency in rows:
            groups[_plain(number), "source", source].add(member_id)
            groups[_plain(number), str(amount), currency].add(member_id)
        yield from _each(groups.values())


def _plain(number: str) -> str:
    return number.strip().lstrip("#")


def _imported(name: str) -> QuerySet[Any]:
    """Imported profiles that kept an attribute of this name, as `value`."""
    rows = ImportedRow.objects.filter(kind="user", object_kind="member", raw__has_key=name)
    return rows.annotate(value=Cast(KT(f"raw__{name}"), TextField())).order_by()


def _by_account(since: datetime | None) -> Iterator[Pair]:
    rows = _imported("AccountId")
    new = rows.filter(imported_at__gt=since) if since else rows
    wanted = sorted({value for value in new.values_list("value", flat=True).iterator() if value.isdecimal()})
    for start in range(0, len(wanted), CHUNK):
        groups: dict[str, set[int]] = defaultdict(set)
        same = rows.filter(value__in=wanted[start : start + CHUNK])
        for value, pk in same.values_list("value", "object_id"):
            groups[value].add(pk or 0)
        yield from _each(groups.values())


def _by_digest(since: datetime | None) -> Iterator[Pair]:
    """Old dumps give the MD5 of the address, in small letters."""
    rows = _imported("EmailHash")
    if not rows.exists():
        return
    people = _people()
    if since and not rows.filter(imported_at__gt=since).exists():
        people = people.filter(claimed_at__gt=since)
    known = {
        hashlib.md5((value or "").encode(), usedforsecurity=False).hexdigest(): pk
        for pk, value in people.values_list("pk", "email")
    }
    values = sorted(known)
    for start in range(0, len(values), CHUNK):
        same = rows.filter(value__in=values[start : start + CHUNK])
        yield from ((pk or 0, known[value]) for value, pk in same.values_list("value", "object_id"))


def _each(groups: Iterable[set[int]]) -> Iterator[Pair]:
    for group in groups:
        if len(group) <= CROWD:
            yield from ((one, other) for one in group for other in group if one < other)


# --- side by side -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A line of what is known of the two, and whether it is a sign."""

    label: str
    other: list[str]
    member: list[str]
    sign: bool = False


def compared(proposal: Proposal) -> list[Compared]:
    """What is known of both, side by side; `other` and `member` must be loaded."""
    both = (proposal.other, proposal.member)
    mails, orders, imports = ([read(member) for member in both] for read in (_mails, _orders, _imports))
    texts = [[str(Question.objects.filter(author=one).count() + Answer.objects.filter(author=one).count())] for one in both]
    lines = (
        (_("Name"), [[one.shown_name] for one in both], False),
        (_("Known since"), [[one.joined_at.date().isoformat()] for one in both], False),
        (_("E-mail addresses"), mails, "address" in proposal.signs or "digest" in proposal.signs),
        (_("Purchases"), orders, "order" in proposal.signs),
        (_("Imported from"), imports, "account" in proposal.signs or "digest" in proposal.signs),
        (_("Questions and answers"), texts, False),
    )
    return [Compared(label=label, other=two[0], member=two[1], sign=sign) for label, two, sign in lines if any(two)]


def _mails(member: Member) -> list[str]:
    known = Identity.objects.filter(member=member, kind=Identity.Kind.MAIL).values_list("value", flat=True)
    return sorted({*known, *([member.email] if member.email else [])})


def _orders(member: Member) -> list[str]:
    rows = Order.objects.filter(member=member).order_by("-placed_at")[:SHOWN]
    return [f"{row.number or row.source_id}, {row.placed_at.date().isoformat()}, {row.source}" for row in rows]


def _imports(member: Member) -> list[str]:
    rows = ImportedRow.objects.filter(object_kind="member", object_id=member.pk, kind="user")
    return sorted(f"{source}: {one}" for source, one in rows.values_list("source", "source_id"))
