"""Saying that a text should be looked at: members for any reason, people without an account for what breaks the law."""

import re
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.forum.models import Text
from community.members.requests import MemberRequest
from community.verdict import Refused, require

from .. import actions, policy, receipts
from ..forms import IllegalForm, ReportForm
from ..models import KINDS, Report, text_of
from . import finding

AN_HOUR = 3600
form_page = require_http_methods(["GET", "HEAD", "POST"])
ANSWER, COMMENT = re.compile(r"(?:/a/|#a)([0-9]{1,18})"), re.compile(r"#c([0-9]{1,18})")


@form_page
def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One page, one reason; only the team sees who reported."""
    text = finding.get_text(request, kind, pk)
    if not request.user.is_authenticated:
        return _illegal(request, settings.SITE_URL + finding.address_of(text))
    return _report(request, text)  # type: ignore[arg-type]


def _report(request: MemberRequest, text: Text) -> HttpResponse:
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


@form_page
def illegal(request: HttpRequest) -> HttpResponse:
    """For anybody, from the foot of each page."""
    return _illegal(request, "")


def _illegal(request: HttpRequest, address: str) -> HttpResponse:
    form = IllegalForm(request.POST if request.method == "POST" else None, initial={"address": address})
    status = None
    if form.is_bound:
        made: list[Report] = []
        status = form.refusal(lambda: made.append(_file(request, **form.said)))
        if status is None:
            return HttpResponseRedirect(reverse("report_receipt", args=[made[0].key]))
    return render(request, "moderation/illegal.html", {"form": form}, status=status)


def _file(request: HttpRequest, *, address: str, words: str, name: str, email: str, honest: bool) -> Report:
    text = _meant(request, address)
    if not ratelimit.consume(request, action="report"):
        said = _("That was a lot at once. Please wait an hour; what is urgent, write to us.")
        raise Refused(said, status=429, retry_after=AN_HOUR)
    return actions.report_illegal(text, words=words, name=name.strip(), email=email, language=get_language() or "")


def _meant(request: HttpRequest, address: str) -> Text:
    """The text at that address: a comment or an answer where it names one, else the question."""
    for kind, pattern in (("comment", COMMENT), ("answer", ANSWER)):
        if found := pattern.search(address):
            pk = int(found[1])
            if KINDS[kind].objects.visible_to(request.user).filter(pk=pk).exists():
                text: Text = text_of(kind, pk)
                return text
    try:
        question = finding.other_question(request, address)
    except ValidationError:
        question = None
    if question is None:
        raise ValidationError({"address": _("Nothing of ours was found there. Copy the address of the page, please.")})
    return question


@form_page
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    """What became of a report, for whoever has its address; from the mail they confirm that it is theirs."""
    found = Report.objects.filter(key=key, member=None).select_related("decision", "item").first()
    if found is None:
        raise Refused(_("There is nothing here, or it is not open to you."), status=404)
    proof = request.POST.get("proof") or request.GET.get("proof") or ""
    proven = bool(proof) and _proves(proof, found)
    if request.method == "POST":
        if not proven:
            raise Refused(_("This address is not complete. Please open it from the mail again."), status=403)
        actions.confirm_report(found)
        messages.success(request, _("Thank you. You hear what was decided."))
        return HttpResponseRedirect(reverse("report_receipt", args=[key]))
    context = {"report": found, "proof": proof if proven and not found.confirmed_at else ""}
    return render(request, "moderation/receipt.html", context)


def _proves(proof: str, report: Report) -> bool:
    try:
        return bool(signing.loads(proof, salt=receipts.SALT) == report.pk)
    except signing.BadSignature:
        return False
