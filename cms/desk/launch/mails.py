"""The two mails of the first day: a test to oneself, and the invitation to help begin."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from community.frame import theme
from community.frame.identity import brand_name


def test_mail(address: str) -> EmailMultiAlternatives:
    """Sent at once: whoever presses the button wants to see what the mail server says."""
    words = [_("This is a test. If you read it, codes to sign in and notifications will arrive as well.")]
    return _mail(
        _("A test mail from %(brand)s") % {"brand": brand_name()}, address, words, link="/", label=_("Open the community")
    )


def helper_mail(address: str, *, words: str, name: str, language: str, key: str) -> EmailMultiAlternatives:
    with translation.override(language):
        subject = _("Would you help us begin the %(brand)s community?") % {"brand": brand_name()}
        body = [
            words.strip(),
            _(
                "We are opening a place where people who know our products help each other, and we would like you to be "
                "among the first ten. Whoever helps is thanked by name there."
            ),
        ]
        mail = _mail(subject, address, body, link=reverse("account_signup"), label=_("Join"), sender=name)
    mail.extra_headers["Message-ID"] = f"<{key}@{settings.SITE_HOST}>"
    return mail


def _mail(subject: str, address: str, words: list[str], *, link: str, label: str, sender: str = "") -> EmailMultiAlternatives:
    context: dict[str, Any] = {
        "subject": subject,
        "words": [line for line in words if line],
        "link": settings.SITE_URL + link,
        "label": label,
        "sender": sender,
        "colours": theme.current(),
        "brand_name": brand_name(),
        "site_url": settings.SITE_URL,
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("desk/launch/mail.txt", context),
        from_email=f'"{brand_name()}" <{settings.DEFAULT_FROM_EMAIL}>',
        to=[address],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.attach_alternative(render_to_string("desk/launch/mail.html", context), "text/html")
    return mail
