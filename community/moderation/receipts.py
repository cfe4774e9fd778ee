"""Where somebody without an account reads what became of their report."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .models import Report

SALT = "moderation.receipt"


def address_of(report: Report) -> str:
    return settings.SITE_URL + reverse("report_receipt", args=[report.key])


def proving_address_of(report: Report) -> str:
    """With what only the mail has: whoever opens it can confirm that the address is theirs."""
    return f"{address_of(report)}?proof={signing.dumps(report.pk, salt=SALT)}"
