"""Deciding about a member, from one of their texts or their page; and what a suspended member reads."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.forum.models import Text
from community.members import suspension_tokens
from community.members.models import Member
from community.members.requests import MemberRequest
from community.verdict import Refused, require

from .. import actions, policy, told
from ..forms import AppealForm, SanctionForm
from ..models import Act, Decision
from . import finding
from .standing import undoable

form_page = require_http_methods(["GET", "HEAD", "POST"])


@finding.members_only
@form_page
def author(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """About who wrote this."""
    require(policy.can_moderate(request.user))
    text = finding.get_text(request, kind, pk)
    return _decide(request, text.author, text)


@finding.members_only
@form_page
def member(request: MemberRequest, handle: str) -> HttpResponse:
    require(policy.can_moderate(request.user))
    return _decide(request, Member.objects.at_handle(handle, viewer=request.user), None)


def _decide(request: MemberRequest, about: Member, text: Text | None) -> HttpResponse:
    require(policy.can_sanction(request.user, about))
    form, status = SanctionForm(request.POST if request.method == "POST" else None), None
    back = finding.address_of(text) if text else about.get_absolute_url()
    if form.is_bound:
        done: list[Decision] = []
        status = form.refusal(lambda: done.append(_act(form, about, text, by=request.user)))
        if status is None:
            suspended = done[0].act == Act.SUSPEND
            undoable(request, done[0], _("Suspended, and told why.") if suspended else _("The warning is on its way."))
            return HttpResponseRedirect(back)
    context = {"form": form, "member": about, "text": text, "back": back, "submit": _("Decide")}
    if text is not None:
        context["question"] = finding.question_of(text)
    return render(request, "moderation/member.html", context, status=status)


def _act(form: SanctionForm, about: Member, text: Text | None, *, by: Member) -> Decision:
    said = form.said
    if said["act"] == SanctionForm.SUSPEND:
        return actions.suspend(about, reason=said["reason"], days=said["days"] or 0, words=said["note"], text=text, by=by)
    return actions.warn(about, reason=said["reason"], words=said["note"], text=text, by=by)


@form_page
def suspended(request: HttpRequest, token: str) -> HttpResponse:
    """Why, until when, and the way to another look: by the address in their mail or after a try to sign in."""
    found = Member.objects.people().filter(pk=suspension_tokens.read(token)).first()
    if found is None:
        raise Refused(_("This address is not complete. Please open it from the mail again."), status=404)
    decisions = Decision.objects.filter(member=found, act=Act.SUSPEND).order_by("-pk")
    decision = decisions.select_related("member", "question", "said", "undone_by", "appeal__answer__said").first()
    if decision is None or not found.is_suspended:
        return render(request, "moderation/suspended.html", {"over": True})
    form, status = AppealForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        status = form.refusal(lambda: actions.appeal(decision, **form.said, by=found))
        if status is None:
            messages.success(request, _("Somebody else of the team looks at it again. You hear what comes of it."))
            return HttpResponseRedirect(reverse("suspended", args=[token]))
    context = told.page_of(decision) | {"form": form, "may": policy.can_appeal(found, decision)}
    return render(request, "moderation/suspended.html", context, status=status)
