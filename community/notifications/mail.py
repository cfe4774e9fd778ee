"""The one place that sends members mail about what happened. Plain text and HTML, in the receiver's language."""

import hashlib
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from community.events.models import Event
from community.frame import theme
from community.frame.identity import brand_name
from community.members.models import Member
from community.members.rules import purpose_of

from .registry import Line, Notice, lines_for, notices

SALT = "notifications.unsubscribe"


def send_mail(event: Event, *, member: Member) -> bool:
    """Hand one mail over to the mail server; False when there is nothing to tell any more. Raises when the server is away.

    The Message-ID is made of the fact and the receiver: a repeat after a crash is recognisable as the same mail.
    """
    with translation.override(member.language):
        line = lines_for(member, [event]).get(event.pk)
        if line is None:
            return False
        mail = letter(line, event=event, member=member)
    return bool(mail.send())


def letter(line: Line, *, event: Event, member: Member) -> EmailMultiAlternatives:
    notice = notices[event.name]
    stop = "" if notice.urgent else settings.SITE_URL + reverse("unsubscribe", args=[stop_token(member.pk, event.name)])
    context = _context(line, member=member, notice=notice) | {"stop": stop}
    one_click = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if stop else {}
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{line.sentence} {line.heading}".split())[:150],
        body=render_to_string("notifications/mail.txt", context),
        from_email=f'"{brand_name()}" <{settings.DEFAULT_FROM_EMAIL}>',
        to=[str(member.email)],
        headers={
            "Message-ID": message_id(event, member=member),
            **one_click,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return mail


def _context(line: Line, *, member: Member, notice: Notice) -> dict[str, Any]:
    return {
        "line": line,
        "link": settings.SITE_URL + line.url,
        "label": notice.label,
        "purpose": purpose_of(notice.purpose, "mail"),
        "member": member,
        "colours": theme.current(),
        "brand_name": brand_name(),
        "site_url": settings.SITE_URL,
        "preferences": settings.SITE_URL + reverse("notification_preferences"),
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }


def message_id(event: Event, *, member: Member) -> str:
    about = f"{event.source}\n{event.source_id}\n{member.public_id}"
    return f"<{hashlib.sha256(about.encode()).hexdigest()[:40]}@{settings.SITE_HOST}>"


def stop_token(member_id: int, kind: str) -> str:
    """Signed, for ever good, and good for nothing but ending this kind of mail."""
    return signing.dumps([member_id, kind], salt=SALT)


def read_stop_token(token: str) -> tuple[int, str] | None:
    try:
        member_id, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(member_id), str(kind)
