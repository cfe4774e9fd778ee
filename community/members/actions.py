"""Everything that is done to a member. The only writes to this room's tables."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community import clock
from community.events.bulk import insert_numbered
from community.events.door import emit
from community.frame.actions import note_change
from community.verdict import Refused, require

from . import pictures, policy, rules
from .events import MemberJoined
from .models import OWNERS, SCOPES, STAFF_GROUPS, ApiToken, Member, OldHandle

# --- joining ----------------------------------------------------------------------------------------------------


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
) -> Member:
    """Somebody who has not confirmed their address yet: they cannot sign in, and nobody sees them."""
    email = email.strip().lower() if email else None
    member = Member(name=short_line(name, 60), email=email, language=language, joined_at=joined_at or clock.now())
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
                raise ValidationError({"handle": _taken(handle)}) from None
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


def create_ghost(*, name: str, joined_at: datetime, bio: str = "", language: str = "en") -> Member:
    """A member without credentials: no address, no password, no fact that they joined."""
    return create_ghosts([Ghost(name=name, joined_at=joined_at, bio=bio, language=language)])[0]


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


# --- handles ----------------------------------------------------------------------------------------------------


def checked_handle(raw: str) -> str:
    """The handle in its stored form, or ValidationError({"handle": ...}). Says nothing about whether it is free."""
    handle = rules.normalise(raw)
    if problem := rules.problem_with(handle, brand=settings.BRAND_NAME):
        raise ValidationError({"handle": problem})
    return handle


def handles_for(names: Sequence[str]) -> list[tuple[str, str]]:
    """A free (handle, key) for each name, none twice; a handful of queries for a thousand names.

    They are free now, not reserved: whoever inserts them later must be ready for IntegrityError.
    """
    brand = settings.BRAND_NAME
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
    queue = rules.candidates(rules.base_for(wish), draw=_draw, brand=settings.BRAND_NAME)
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


def _taken(handle: str) -> str:
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
    if not by.is_team and (last := row.old_handles.order_by("-given_up_at").first()):
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
        raise ValidationError({"handle": _taken(new)}) from None
    if old_key != key:
        OldHandle.objects.create(member=row, handle=old, handle_key=old_key)
    member.handle, member.handle_key = new, key
    note_change(f"member:{row.pk}")


# --- profile ----------------------------------------------------------------------------------------------------


def short_line(text: str, longest: int) -> str:
    """One line without control characters, surrogates or direction overrides, cut to length."""
    return rules.one_line(text)[:longest].rstrip()


@transaction.atomic
def change_profile(member: Member, *, name: str, bio: str, language: str, time_zone: str, by: Member) -> None:
    """What a member says about themselves. ValidationError({field: ...}) when a value cannot be."""
    require(policy.can_edit_profile(by, member))
    problems: dict[str, Any] = {}
    name, bio = rules.one_line(name), rules.one_line(bio)
    if len(name) > 60:
        problems["name"] = _("A name has at most 60 characters.")
    elif not by.is_team and (problem := rules.name_problem(name, brand=settings.BRAND_NAME)):
        problems["name"] = problem
    if len(bio) > 200:
        problems["bio"] = _("This has at most 200 characters.")
    if language not in dict(settings.LANGUAGES):
        problems["language"] = _("We do not speak this language yet.")
    if time_zone not in rules.time_zones():
        problems["time_zone"] = _("We do not know this time zone.")
    if problems:
        raise ValidationError(problems)
    member.name, member.bio, member.language, member.time_zone = name, bio, language, time_zone
    member.save(update_fields=["name", "bio", "language", "time_zone"])
    note_change(f"member:{member.pk}")


def set_avatar(member: Member, upload: IO[bytes], *, by: Member) -> None:
    """Show this picture instead of the initials. ValidationError({"picture": ...}) when it is not one we can take."""
    require(policy.can_edit_profile(by, member))
    stem = pictures.store_avatar(upload)
    try:
        _swap_avatar(member, stem)
    except BaseException:
        pictures.remove_avatar_files(stem)
        raise


def remove_avatar(member: Member, *, by: Member) -> None:
    """Back to the initials; the files are removed."""
    require(policy.can_edit_profile(by, member))
    _swap_avatar(member, "")


@transaction.atomic
def _swap_avatar(member: Member, stem: str) -> None:
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    old, row.avatar = row.avatar, stem
    row.save(update_fields=["avatar"])
    member.avatar = stem
    note_change(f"member:{row.pk}")
    if old:
        transaction.on_commit(lambda: pictures.remove_avatar_files(old))


# --- standing in the house --------------------------------------------------------------------------------------


@transaction.atomic
def set_groups(member: Member, names: Iterable[str], *, by: Member | None) -> None:
    """Put a member into exactly these staff groups; `is_staff` follows. `by` is None for the system itself."""
    if by is not None:
        require(policy.can_set_groups(by))
    groups = [Group.objects.get_or_create(name=name)[0] for name in names]
    member.groups.set(groups)
    note_groups([member.pk])
    member.refresh_from_db(fields=["is_staff"])
    member.__dict__.pop("group_names", None)


def note_groups(member_ids: Iterable[int]) -> None:
    """Make `is_staff` say what the groups say, whoever changed them."""
    in_team = Exists(Group.objects.filter(user=OuterRef("pk"), name__in=STAFF_GROUPS))
    ids = list(member_ids)
    people = Member.objects.filter(pk__in=ids)
    people.filter(in_team, is_staff=False).update(is_staff=True)
    people.filter(~in_team, is_staff=True).update(is_staff=False)
    note_change(*(f"member:{pk}" for pk in ids))


def set_flair(member_id: int, flair: dict[str, Any]) -> None:
    """What recognition shows on author chips: {"level": 2, "level_name": str, "badges": [...], "share": 0-100}."""
    Member.objects.filter(pk=member_id).update(flair=flair)
    note_change(f"member:{member_id}")


def set_people_helped(member_id: int, count: int) -> None:
    """How many distinct members this one has helped; the forum counts, this room keeps the number."""
    if Member.objects.filter(pk=member_id).exclude(people_helped=count).update(people_helped=count):
        note_change(f"member:{member_id}")


def set_unnamed_marks(member_id: int, count: int) -> None:
    """How many imported marks without a name stand beside the people helped."""
    Member.objects.filter(pk=member_id).exclude(unnamed_marks=count).update(unnamed_marks=count)


# --- keys -------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_token(member: Member, *, name: str, scopes: Sequence[str] = (), by: Member) -> tuple[ApiToken, str]:
    """A key to the API and its secret, which is nowhere kept and can be shown only now."""
    require(policy.can_create_token(by, member, scopes))
    name = rules.one_line(name)
    if not name:
        raise ValidationError({"name": _("Give it a name, so that you recognise it later.")})
    if member.tokens.filter(revoked_at=None).count() >= rules.MOST_KEYS:
        raise Refused(_("You have as many keys as one can have. Revoke one you no longer use."), status=409)
    if unknown := set(scopes) - set(SCOPES):
        raise ValidationError({"scopes": _("There is no right called %(name)s.") % {"name": sorted(unknown)[0]}})
    secret = ApiToken.new_secret()
    token = ApiToken(member=member, name=name[:60], prefix=secret[:8], digest=ApiToken.digest_of(secret), scopes=sorted(scopes))
    token.save(force_insert=True)
    return token, secret


def revoke_token(token: ApiToken, *, by: Member) -> None:
    """The key opens nothing from now on. Twice is once."""
    require(policy.can_revoke_token(by, token))
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())


def note_token_used(token: ApiToken) -> None:
    """Remember that a key was used: to the hour, so that a busy key does not write on every request."""
    moment = clock.now()
    stale = moment - timedelta(hours=1)
    if token.last_used_at is None or token.last_used_at < stale:
        unseen = Q(last_used_at=None) | Q(last_used_at__lt=stale)
        ApiToken.objects.filter(unseen, pk=token.pk).update(last_used_at=moment)
