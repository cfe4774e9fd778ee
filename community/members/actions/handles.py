"""The names members are addressed by."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community import clock
from community.frame.actions import note_change
from community.frame.identity import brand_name
from community.verdict import Refused, require

from .. import policy, rules
from ..models import Member, OldHandle


def checked_handle(raw: str) -> str:
    """The handle in its stored form, or ValidationError({"handle": ...}). Says nothing about whether it is free."""
    handle = rules.normalise(raw)
    if problem := rules.problem_with(handle, brand=brand_name()):
        raise ValidationError({"handle": problem})
    return handle


def handles_for(names: Sequence[str]) -> list[tuple[str, str]]:
    """A free (handle, key) for each name, none twice; a handful of queries for a thousand names.

    They are free now, not reserved: whoever inserts them later must be ready for IntegrityError.
    """
    brand = brand_name()
    bases = [rules.base_for(name) for name in names]
    # One queue for all who share a base: what one of them tried is not tried again by the next.
    queues = {base: rules.candidates(base, draw=_draw, brand=brand) for base in set(bases)}
    given: list[tuple[str, str]] = [("", "")] * len(names)
    used: set[str] = set()
    waiting = list(range(len(names)))
    while waiting:
        for place in waiting:
            given[place] = next((one, key) for one in queues[bases[place]] if (key := rules.key_of(one)) not in used)
            used.add(given[place][1])
        known = _known_keys([given[place][1] for place in waiting])
        waiting = [place for place in waiting if given[place][1] in known]
    return given


def suggestions(wish: str) -> list[str]:
    """Three free handles near the one that was wished for."""
    queue = rules.candidates(rules.base_for(wish), draw=_draw, brand=brand_name())
    tries = [next(queue) for _turn in range(9)]
    known = _known_keys([rules.key_of(one) for one in tries])
    return [one for one in tries if rules.key_of(one) not in known][:3]


def _draw(digits: int) -> int:
    return secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)


def _known_keys(keys: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        known |= set(Member.objects.filter(handle_key__in=some).values_list("handle_key", flat=True))
        known |= set(OldHandle.objects.filter(handle_key__in=some).values_list("handle_key", flat=True))
    return known


def taken(handle: str) -> str:
    near = ", ".join(suggestions(handle))
    return _("This handle, or one that looks like it, is taken. Free: %(near)s.") % {"near": near}


@transaction.atomic
def rename_handle(member: Member, *, handle: str, by: Member) -> None:
    """Give a member another handle. The old one leads to them for ever and nobody else may take it.

    ValidationError({"handle": ...}) when it may not be or is taken, Refused 429 sooner than 30 days after the last time.
    """
    require(policy.can_edit_profile(by, member))
    new = checked_handle(handle)
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if new == row.handle:
        return
    if not by.on_duty and (last := row.old_handles.order_by("-given_up_at").first()):
        free_at = last.given_up_at + timedelta(days=rules.RENAME_DAYS)
        if free_at > clock.now():
            day = {"day": date_format(free_at, "DATE_FORMAT")}
            seconds = int((free_at - clock.now()).total_seconds())
            raise Refused(_("You can change your handle again on %(day)s.") % day, status=429, retry_after=seconds)
    old, old_key, key = row.handle, row.handle_key, rules.key_of(new)
    row.old_handles.filter(handle_key=key).delete()  # their own earlier one: they may have it back
    try:
        with transaction.atomic():
            Member.objects.filter(pk=row.pk).update(handle=new, handle_key=key)
            if OldHandle.objects.filter(handle_key=key).exists():
                raise IntegrityError("given up by somebody")
    except IntegrityError:
        raise ValidationError({"handle": taken(new)}) from None
    if old_key != key:
        OldHandle.objects.create(member=row, handle=old, handle_key=old_key)
    member.handle, member.handle_key = new, key
    note_change(f"member:{row.pk}")
