"""What members say about themselves, and their picture."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.frame.actions import note_change
from community.frame.identity import brand_name
from community.verdict import require

from .. import pictures, policy, rules
from ..models import Member, Reach


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
    elif not by.on_duty and (problem := rules.name_problem(name, brand=brand_name())):
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


@transaction.atomic
def choose_reach(member: Member, *, reached_by: str, quiet_from: int, quiet_until: int, by: Member) -> None:
    """Where they like to hear from us, and in which hours of their day not. ValidationError({field: ...}) otherwise."""
    require(policy.can_edit_profile(by, member))
    member.reached_by, member.quiet_from, member.quiet_until = reached_by, quiet_from, quiet_until
    if not (0 <= quiet_from < 24 and 0 <= quiet_until < 24) or reached_by not in Reach.values:
        raise ValidationError({"quiet_from": _("Choose two hours of the day.")})
    member.save(update_fields=["reached_by", "quiet_from", "quiet_until"])


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
