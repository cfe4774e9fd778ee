"""How somebody becomes a member, or comes to be known as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from community import clock
from community.events.bulk import insert_numbered
from community.events.door import emit
from community.verdict import Refused

from .. import rules
from ..events import MemberJoined
from ..models import OWNERS, Member, OldHandle
from .handles import checked_handle, handles_for, taken
from .profile import short_line
from .standing import set_groups


@transaction.atomic
def create_member(
    *,
    name: str = "",
    email: str | None = None,
    handle: str = "",
    password: str | None = None,
    language: str = "en",
    joined_at: datetime | None = None,
) -> Member:
    """A person who can sign in, with a confirmed address. `handle` is made from the name when not given.

    Emits MemberJoined. ValidationError({"handle" or "email": ...}) when it is taken or may not be.
    """
    member = sign_up(name=name, email=email, handle=handle, password=password, language=language, joined_at=joined_at)
    confirm_address(member, at=member.joined_at)
    return member


@transaction.atomic
def sign_up(
    *,
    name: str = "",
    email: str | None,
    handle: str = "",
    password: str | None = None,
    language: str = "en",
    joined_at: datetime | None = None,
    asked: bool = False,
) -> Member:
    """Somebody who has not confirmed their address yet: they cannot sign in, and nobody sees them.

    `asked`: they are asked for their age before they write; without, whoever makes the member answers for it.
    """
    email = email.strip().lower() if email else None
    member = Member(name=short_line(name, 60), email=email, language=language, joined_at=joined_at or clock.now())
    member.of_age = 0 if asked else None
    member.set_password(password)
    _insert(member, handle=handle, base=name or (email or ""))
    return member


def _insert(member: Member, *, handle: str, base: str) -> None:
    """Save a new member under the handle, or under one made from `base`: that one is never "taken"."""
    for _turn in range(5):
        if handle:
            member.handle = checked_handle(handle)
            member.handle_key = rules.key_of(member.handle)
        else:
            member.handle, member.handle_key = handles_for([base])[0]
        try:
            with transaction.atomic():
                member.save(force_insert=True)
                # After the insert: a handle somebody is giving up in another transaction is seen only now.
                if OldHandle.objects.filter(handle_key=member.handle_key).exists():
                    raise IntegrityError("given up by somebody")
            return
        except IntegrityError:
            member.pk = None
            if member.email and Member.objects.filter(email=member.email).exists():
                raise ValidationError({"email": _("There is already a member with this address.")}) from None
            if handle:
                raise ValidationError({"handle": taken(handle)}) from None
    raise Refused(_("Too many people are signing up at once. Please try again."), status=409)


@transaction.atomic
def confirm_address(member: Member, *, at: datetime | None = None) -> bool:
    """The address is theirs: from now on they are a member. True the first time, and only then MemberJoined."""
    moment = at or clock.now()
    if not Member.objects.filter(pk=member.pk, claimed_at=None).update(claimed_at=moment):
        return False
    member.claimed_at = moment
    if member.email:
        EmailAddress.objects.update_or_create(user=member, email=member.email, defaults={"primary": True, "verified": True})
    joined = MemberJoined(subject_id=member.pk, actor_id=member.pk, object_id=member.pk, language=member.language)
    emit(joined, occurred_at=moment)
    return True


LET_GO_AT_ONCE = 200  # rows


@transaction.atomic
def let_unconfirmed_go(*, email: str = "") -> int:
    """Sign-ups whose address nobody confirmed in time give handle and address back; how many. Ghosts have none: they stay.

    `email`: the one with this address at once, because somebody else has just proven that it is theirs.
    """
    waiting = Member.objects.filter(claimed_at=None, email__isnull=False, erased_at=None)
    if email:
        waiting = waiting.filter(email=email.strip().lower())
    else:
        waiting = waiting.filter(joined_at__lt=clock.now() - timedelta(days=rules.UNCONFIRMED_DAYS))
    rows = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:LET_GO_AT_ONCE])
    for member in rows:
        try:
            with transaction.atomic():
                member.delete()
        except ProtectedError:  # something points at the row: it is emptied
            EmailAddress.objects.filter(user=member).delete()
            handle = f"former-{member.public_id.hex[:20]}"
            empty = {"handle": handle, "handle_key": rules.key_of(handle), "email": None, "name": "", "bio": ""}
            Member.objects.filter(pk=member.pk).update(**empty, erased_at=clock.now(), is_active=False)
    return len(rows)


@transaction.atomic
def create_owner(*, email: str, password: str | None = None, **fields: Any) -> Member:
    member = create_member(email=email, password=password, name=fields.get("name", ""))
    Member.objects.filter(pk=member.pk).update(is_superuser=True)
    set_groups(member, [OWNERS], by=None)
    member.refresh_from_db()
    return member


@dataclass(frozen=True, kw_only=True)
class Ghost:
    """A person an import tells us about."""

    name: str
    joined_at: datetime
    bio: str = ""
    language: str = "en"


@transaction.atomic
def create_ghosts(ghosts: Sequence[Ghost]) -> list[Member]:
    """Members without credentials, in the order given, a thousand rows a statement."""
    handles = handles_for([ghost.name for ghost in ghosts])
    nothing = make_password(None)
    rows = [
        Member(
            name=short_line(ghost.name, 60),
            bio=short_line(ghost.bio, 200),
            handle=handle,
            handle_key=key,
            password=nothing,
            language=ghost.language,
            joined_at=ghost.joined_at,
        )
        for ghost, (handle, key) in zip(ghosts, handles, strict=True)
    ]
    insert_numbered(Member, rows)
    return rows
