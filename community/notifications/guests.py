"""Mail to people without an account who reported something: that we have it, and what was decided."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from community.events.models import Event
from community.frame import theme
from community.frame.identity import brand_name
from community.moderation import actions, receipts
from community.moderation.models import Report


def send_receipt(event: Event) -> None:
    """To the address they gave, once; it is confirmed by what stands in this mail."""
    report = Report.objects.filter(pk=event.object_id or 0, member=None, receipt_at=None).exclude(email="").first()
    if report is None:
        return
    with translation.override(_language(report)):
        address = receipts.proving_address_of(report)
        words = _("We have your report, number %(n)s. A person of the team looks at it, usually within a day.")
        more = _("If you want to hear what was decided, confirm your address here:")
        _letter(report, _("We have your report"), [words % {"n": report.pk}, more, address]).send()
    actions.note_receipt(report)


def send_outcomes(event: Event) -> None:
    """To everybody whose confirmed address stands at a report that this decision answered."""
    told = Report.objects.filter(decision=event.object_id or 0, member=None, outcome_at=None, confirmed_at__isnull=False)
    for report in told.exclude(email="").order_by("pk"):
        with translation.override(_language(report)):
            words = (
                _("You were right: the team acted on it. Thank you.")
                if report.was_right
                else _("The team looked at it and left it as it is: as far as we can judge, it breaks no law.")
            )
            where = _("A person decided it. Here is your report, and what you can do if you see it otherwise:")
            _letter(report, _("What was decided about your report"), [words, where, receipts.address_of(report)]).send()
        actions.note_outcome(report)


def _language(report: Report) -> str:
    return report.language if report.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _letter(report: Report, subject: str, parts: list[str]) -> EmailMultiAlternatives:
    """As every other mail looks; the last part is an address."""
    foot = _("You get this mail because somebody gave this address with a report. If it was not you, do nothing.")
    mail = EmailMultiAlternatives(
        subject=subject,
        body="\n\n".join([*parts, foot]) + "\n",
        from_email=f'"{brand_name()}" <{settings.DEFAULT_FROM_EMAIL}>',
        to=[report.email],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    shown = {
        "subject": subject,
        "parts": [*(("words", part) for part in parts[:-1]), ("link", parts[-1])],
        "before": parts[0],
        "foot": foot,
        "brand_name": brand_name(),
        "colours": theme.current(),
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
    mail.attach_alternative(render_to_string("account/email/message.html", shown), "text/html")
    return mail
