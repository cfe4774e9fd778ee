"""What this room keeps about a member: who they are, how they sign in, what they agreed to; and the facts of the door below."""

from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community import clock
from community.events.models import Event

from . import actions, pictures, rules
from .holdings import Fate, Holding, Rows
from .models import Agreement, ApiToken, Consent, Export, Identity, Leaving, Member, OldHandle, Reach

HOLDS = (
    Holding(model=Member, what=_("Your name, address, picture, language and how you like to be reached"), leaving=Fate.EMPTIED),
    Holding(model=OldHandle, what=_("Handles you gave up"), leaving=Fate.DELETED),
    Holding(model=Identity, what=_("How other systems name you: addresses, member numbers, ids"), leaving=Fate.DELETED),
    Holding(model=Member.groups.through, what=_("Your roles in the team"), leaving=Fate.DELETED),
    Holding(model=Member.user_permissions.through, what=_("Single rights in the team"), leaving=Fate.DELETED),
    Holding(model=ApiToken, what=_("Keys to the API: their names and when they were used"), leaving=Fate.DELETED),
    Holding(model=Agreement, what=_("Which terms you accepted, and that you are old enough"), leaving=Fate.NAMELESS),
    Holding(model=Consent, what=_("What you agreed to, when and in which words"), leaving=Fate.NAMELESS),
    Holding(model=Export, what=_("Downloads of everything that you asked for"), leaving=Fate.DELETED, kept="exports"),
    Holding(model=Leaving, what=_("That you asked to be forgotten, and for when"), leaving=Fate.DELETED, kept="leaving"),
    Holding(model=Event, what=_("What you did and what was done for you: facts, without words"), leaving=Fate.NAMELESS),
    Holding(model=EmailAddress, what=_("Your e-mail address and whether it is confirmed"), leaving=Fate.DELETED),
    Holding(model=EmailConfirmation, what=_("Confirmations of an address on their way"), leaving=Fate.DELETED),
    Holding(model=Authenticator, what=_("Passkeys, authenticator apps and recovery codes"), leaving=Fate.DELETED),
    Holding(model=UserSession, what=_("Your devices and their network address"), leaving=Fate.DELETED, kept="sessions"),
    Holding(model=Session, what=_("What a signed-in browser is working on"), leaving=Fate.DELETED, kept="sessions"),
)

SAID = ("handle", "name", "email", "language", "time_zone", "bio", "reached_by", "quiet_from", "quiet_until")
KNOWN = (
    "public_id",
    "joined_at",
    "claimed_at",
    "last_login",
    "suspended_until",
    "trust",
    "people_helped",
    "unnamed_marks",
    "flair",
)
FACT = ("name", "occurred_at", "object_kind", "object_id", "question_id", "product_id", "language", "source", "extras")


def export(member: Member) -> Rows:
    facts = Event.objects.filter(Q(subject=member) | Q(actor=member)).order_by("pk")
    return {
        "profile": [{name: getattr(member, name) for name in (*SAID, *KNOWN)}],
        "identities": list(member.identities.order_by("pk").values("kind", "value", "at")),
        "roles": list(member.groups.order_by("pk").values("name")),
        "old_handles": list(member.old_handles.order_by("pk").values("handle", "given_up_at")),
        "keys": list(member.tokens.order_by("pk").values("name", "prefix", "scopes", "created_at", "last_used_at", "revoked_at")),
        "accepted": list(member.agreements.order_by("pk").values("document", "version", "at")),
        "consents": list(member.consents.order_by("pk").values("purpose", "channel", "allowed", "wording", "where", "at")),
        "downloads": list(member.exports.order_by("pk").values("asked_at", "ready_at")),
        "leaving": list(Leaving.objects.filter(member=member).values("asked_at", "at", "texts_too")),
        "addresses": list(EmailAddress.objects.filter(user=member).values("email", "verified", "primary")),
        "second_factors": list(Authenticator.objects.filter(user=member).values("type", "created_at", "last_used_at")),
        "devices": list(UserSession.objects.filter(user=member).values("ip", "user_agent", "created_at", "last_seen_at")),
        "facts": [_fact(fact, member) for fact in facts.iterator()],
    }


def _fact(fact: Event, member: Member) -> dict[str, Any]:
    """Who else took part is not said: marks have no name here either."""
    return {name: getattr(fact, name) for name in FACT} | {"by_you": fact.actor_id == member.pk}


def files(member: Member) -> list[tuple[str, str]]:
    """The picture, in the largest size that is kept."""
    return [("picture.webp", pictures.avatar_file(member.avatar, max(pictures.AVATAR_SIZES)))] if member.avatar else []


@transaction.atomic
def erase(member: Member) -> None:
    if member.email:
        _remove_kept_mail(member.email)
    for rows in (EmailAddress, Authenticator):
        rows.objects.filter(user=member).delete()
    actions.end_sessions(member)
    member.tokens.all().delete()
    member.old_handles.all().delete()
    member.identities.all().delete()
    actions.remove_exports(of=member)
    if member.avatar:
        stem = member.avatar
        transaction.on_commit(lambda: pictures.remove_avatar_files(stem))
    member.groups.clear()
    member.user_permissions.clear()
    _empty(member)


def _empty(member: Member) -> None:
    """The row stays for the facts that point at it; nothing in it says who it was."""
    handle = rules.former_handle(member.pk)
    Member.objects.filter(pk=member.pk).update(
        handle=handle,
        handle_key=rules.key_of(handle),
        name="",
        email=None,
        password=make_password(None),
        bio="",
        avatar="",
        language=settings.LANGUAGE_CODE,
        time_zone="UTC",
        agreed_to="",
        of_age=None,
        reached_by=Reach.HERE,
        quiet_from=None,
        quiet_until=None,
        flair={},
        last_login=None,
        suspended_until=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
        erased_at=clock.now(),
    )


def _remove_kept_mail(address: str) -> None:
    """Without a mail server mails are kept as files: those that went to the member go, too."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or "nowhere")
    for mail in folder.glob("*.log"):
        if address.encode() in mail.read_bytes():
            mail.unlink()
