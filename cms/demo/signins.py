"""Who may sign in to the demo, with passwords made for this data directory and kept in it."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from community.members.models import Member

from . import story, telling

SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """What the demo prints: who it is, their address, their password."""

    role: str
    email: str
    password: str


def kept() -> Path:
    return settings.DATA_DIR / "sign-ins.json"


def new_password() -> str:
    """Four made-up words, about 49 bits: easy to type, hard to guess."""
    return "-".join(secrets.choice(SYLLABLES) + secrets.choice(SYLLABLES) for _word in range(4))


def make_passwords() -> dict[str, str]:
    """Passwords by handle, written down before the community is built so that they can be printed at each start."""
    passwords = {person["handle"]: new_password() for person in story.brand()["member"] if "sign_in" in person}
    kept().touch(mode=0o600)
    kept().write_text(json.dumps(passwords))
    return passwords


def sign_ins() -> list[SignIn]:
    """Those whose password is known here and still theirs; empty for a database built from elsewhere."""
    passwords = json.loads(kept().read_text()) if kept().exists() else {}
    roles = {person["handle"]: person["sign_in"] for person in story.brand()["member"] if "sign_in" in person}
    found = []
    for handle, role in roles.items():
        email = telling.address_of(handle)
        member = Member.objects.filter(email=email).first()
        if member and handle in passwords and member.check_password(passwords[handle]):
            found.append(SignIn(role=role, email=email, password=passwords[handle]))
    return sorted(found, key=lambda row: ("member", "helper").index(row.role) if row.role in ("member", "helper") else 9)
