from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.members.models import Member
from community.members.requests import MemberRequest, tried
from community.verdict import require
from engagement.recognition.requests import cursor_of, older_url

from .. import actions, history, policy
from ..forms import AnswerForm, ContactForm, LookForm, OutcomeForm, WrongForm
from ..models import Contact, Correction, Look, Section

CONTACTS = 50
READS = ("GET", "HEAD")


def shown(request: MemberRequest, member: Member, **forms: BaseForm) -> HttpResponse:
    """Everything known of a member, for themselves or for whoever of the team gave a reason to look."""
    which = history.DID if request.GET.get("show") == history.DID else history.ABOUT
    told, older = history.page_of(member, which=which, before=cursor_of(request))
    context: dict[str, Any] = {
        "member": member,
        "own": member.pk == request.user.pk,
        "which": which,
        "told": told,
        "older_url": older_url(older, show=which if which == history.DID else ""),
        "contacts": list(Contact.objects.visible_to(request.user).about(member)[:CONTACTS]),
        "corrections": list(Correction.objects.filter(member=member).select_related("answered_by").order_by("-at")[:CONTACTS]),
        "looks": list(Look.objects.at(member)[:CONTACTS]),
        "wrong_form": WrongForm(),
        "contact_form": ContactForm(),
    }
    refused = any(form.errors for form in forms.values())
    return render(request, "loyalty/history.html", context | forms, status=400 if refused else 200)


@login_required
@require_safe
def own(request: MemberRequest) -> HttpResponse:
    return shown(request, request.user)


@login_required
@require_http_methods([*READS, "POST"])
def known(request: MemberRequest, handle: str) -> HttpResponse:
    """The same page for the team. Who has not said why asks first; saying it is the look the member sees."""
    member = _member(request, handle)
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        actions.note_look([member.pk], what=[Section.ALL, Section.HISTORY], because=because, by=request.user)
        return redirect("member_known", handle=member.handle)
    if request.method in READS and Look.objects.lately(member, by=request.user):
        return shown(request, member)
    return render(request, "loyalty/look.html", {"member": member, "form": form}, status=400 if form.errors else 200)


def _member(request: MemberRequest, handle: str) -> Member:
    member = Member.objects.at_handle(handle, viewer=request.user)
    if not policy.can_look(request.user, member):
        raise Http404  # to others the address does not exist
    return member


def _looked_at(request: MemberRequest, handle: str) -> Member:
    member = _member(request, handle)
    if not Look.objects.lately(member, by=request.user):
        require(policy.must_say_why())
    return member


@login_required
@require_POST
def contact(request: MemberRequest, handle: str) -> HttpResponse:
    member = _looked_at(request, handle)
    form = ContactForm(request.POST)
    if not tried(form, lambda **said: actions.note_contact(member, by=request.user, **said)):
        return shown(request, member, contact_form=form)
    messages.success(request, _("Noted. %(name)s can read it.") % {"name": member.shown_name})
    return redirect("member_known", handle=member.handle)


@login_required
@require_POST
def contact_done(request: MemberRequest, handle: str, contact_id: int) -> HttpResponse:
    member = _looked_at(request, handle)
    found = get_object_or_404(Contact.objects.visible_to(request.user).about(member), pk=contact_id)
    form = OutcomeForm(request.POST)
    if not tried(form, lambda outcome: actions.finish_contact(found, outcome=outcome, by=request.user)):
        return shown(request, member, outcome_form=form)
    return redirect("member_known", handle=member.handle)


@login_required
@require_POST
def correction_answer(request: MemberRequest, handle: str, correction_id: int) -> HttpResponse:
    member = _looked_at(request, handle)
    found = get_object_or_404(Correction, pk=correction_id, member=member)
    form = AnswerForm(request.POST)
    if not tried(form, lambda answer: actions.answer_correction(found, answer=answer, by=request.user)):
        return shown(request, member, answer_form=form)
    return redirect("member_known", handle=member.handle)


@login_required
@require_POST
def contact_hide(request: MemberRequest, contact_id: int) -> HttpResponse:
    found = get_object_or_404(Contact.objects.about(request.user), pk=contact_id)
    actions.hide_contact(found, hidden="show" not in request.POST, by=request.user)
    return redirect("history")


@login_required
@require_POST
def wrong(request: MemberRequest) -> HttpResponse:
    form = WrongForm(request.POST)
    if not tried(form, lambda words: actions.say_wrong(request.user, words=words, by=request.user)):
        return shown(request, request.user, wrong_form=form)
    messages.success(request, _("Thank you. Somebody of the team looks at it and answers here."))
    return redirect("history")
