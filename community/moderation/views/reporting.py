"""Saying that a text should be looked at."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.members.requests import MemberRequest
from community.verdict import require

from .. import actions, policy
from ..forms import ReportForm
from . import finding


@finding.members_only
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """One page, one reason; only the team sees who reported."""
    text = finding.get_text(request, kind, pk)
    require(policy.can_report(request.user, text))
    form, status = ReportForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        status = form.refusal(lambda: actions.report_text(text, **form.said, by=request.user))
        if status is None:
            messages.success(request, _("Thank you. The team looks at it, and you hear what came of it."))
            return finding.to(text)
    context = {
        "form": form,
        "question": finding.question_of(text),
        "text": text,
        "heading": _("Report this"),
        "submit": _("Report"),
        "back": finding.address_of(text),
    }
    return render(request, "moderation/report.html", context, status=status)
