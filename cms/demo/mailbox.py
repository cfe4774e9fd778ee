"""Reading the mails which the demo kept as files instead of sending them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

SEPARATOR = b"-" * 79  # Django's file backend ends each mail with it


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One captured mail. `key` names it in addresses: the file and its place in it."""

    key: str
    to: str
    sender: str
    subject: str
    at: datetime | None
    text: str


def box() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def newest(*, limit: int = 100) -> list[Mail]:
    """The mails of the newest files first."""
    files = sorted(box().glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True) if box().is_dir() else []
    found: list[Mail] = []
    for path in files:
        found += reversed(mails_in(path))
        if len(found) >= limit:
            break
    return found[:limit]


def find(key: str) -> Mail | None:
    """The mail of that key; None when there is none, also for keys that are no file's name."""
    stem, _dash, _number = key.rpartition("-")
    path = next((path for path in box().glob("*.log") if path.stem == stem), None) if box().is_dir() else None
    return next((mail for mail in mails_in(path) if mail.key == key), None) if path else None


def mails_in(path: Path) -> list[Mail]:
    raw = [part.strip(b"\n") for part in path.read_bytes().split(b"\n" + SEPARATOR + b"\n")]
    return [read(part, key=f"{path.stem}-{number}") for number, part in enumerate(raw, start=1) if part]


def read(raw: bytes, *, key: str) -> Mail:
    message = message_from_bytes(raw, policy=policy.default)
    return Mail(
        key=key,
        to=str(message["to"] or ""),
        sender=str(message["from"] or ""),
        subject=str(message["subject"] or ""),
        at=moment_of(message),
        text=text_of(message),
    )


def text_of(message: EmailMessage) -> str:
    """The plain part: what is shown, with its links, is text; the HTML part is never run."""
    part = message.get_body(preferencelist=("plain",))
    return str(part.get_content()) if part else ""


def moment_of(message: EmailMessage) -> datetime | None:
    """When it was written; the zone "-0000" means UTC without saying so."""
    if not message["date"]:
        return None
    moment = parsedate_to_datetime(str(message["date"]))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
