from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.frame.identity import brand_name
from community.frame.qr import qr_of
from community.members.requests import MemberRequest
from community.verdict import require
from engagement.recognition.requests import cursor_of, older_url

from . import actions, policy, shown
from .forms import AppealForm, code_called, keep_touch
from .models import Code, Programme, Referral


@login_required
@require_safe
def invite(request: MemberRequest) -> HttpResponse:
    member = request.user
    own = Code.objects.filter(member=member).first()
    friends, older = shown.friends_of(member, before=cursor_of(request))
    helped = shown.found_help(member)
    steps = shown.milestones(helped)
    context: dict[str, Any] = {
        "code": own,
        "friends": friends,
        "older_url": older_url(older),
        "helped": helped,
        "milestones": steps,
    }
    following = next((one for one in steps if not one.reached), None)
    context |= {"next": following, "next_needs": following.friends - helped if following else 0}
    context |= {"programme": actions.active_programme()}
    context |= {"welcome": shown.to_welcome(member), "came_by": _came_by(member), **(_ways_to_send(own) if own else {})}
    return render(request, "referrals/invite.html", context)


def _came_by(member: Any) -> dict[str, Any] | None:
    """By whose invitation the member came, for as long as there is something to say of it."""
    referral = Referral.objects.joined().filter(friend=member).select_related("advocate", "programme").first()
    return {"referral": referral, "may_take_off": policy.can_take_off(member, referral)} if referral else None


def _ways_to_send(code: Code) -> dict[str, Any]:
    """What the member's own programs open with. Nothing is sent from here."""
    said = _("Come and join me in the %(brand)s community: %(link)s") % {"brand": brand_name(), "link": code.link}
    subject = _("An invitation to the %(brand)s community") % {"brand": brand_name()}
    mail = f"mailto:?subject={quote(subject)}&body={quote(said)}"
    return {"qr": qr_of(code.link), "mail": mail, "sms": f"sms:?&body={quote(said)}", "said": said}


@login_required
@require_POST
def code(request: MemberRequest, act: str) -> HttpResponse:
    if act == "make":
        actions.make_code(request.user)
        return redirect("invite")
    own = get_object_or_404(Code, member=request.user)
    if act not in ("pause", "resume"):
        raise Http404
    (actions.pause_code if act == "pause" else actions.resume_code)(own, by=request.user)
    return redirect("invite")


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("version", "")
    programmes = Programme.objects.select_related("rule").order_by("-version")
    programme = programmes.filter(version=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 9 else programmes.first()
    if programme is None:
        raise Http404
    others = [one for one in programmes if one.pk != programme.pk]
    return render(request, "referrals/terms.html", {"programme": programme, "others": others})


def _open_code(text: str) -> Code:
    found = code_called(text)
    if found is None or policy.why_not(found, cap=1) == "unknown":
        raise Http404
    return found


@require_safe
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Opening it writes nothing, not even a count."""
    found = _open_code(code)
    verdict = policy.can_join_by(request.user, found)
    context = {"code": found, "verdict": verdict, "programme": actions.active_programme()}
    return render(request, "referrals/invitation.html", context)


@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    found = _open_code(code)
    require(policy.can_join_by(request.user, found))
    keep_touch(request, found)
    return redirect("account_signup")


@login_required
@require_POST
def take_off(request: MemberRequest, pk: int) -> HttpResponse:
    actions.take_off(get_object_or_404(Referral, pk=pk, friend=request.user), by=request.user)
    messages.success(request, _("Taken off. Nobody is named as having invited you."))
    return redirect("invite")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: MemberRequest, pk: int) -> HttpResponse:
    referral = get_object_or_404(Referral.objects.select_related("friend"), pk=pk, advocate=request.user)
    require(policy.can_appeal(request.user, referral))
    form = AppealForm(request.POST or None)
    if form.is_valid():
        actions.appeal(referral, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. Somebody else looks at it, usually within two days."))
        return redirect("invite")
    context = {"form": form, "referral": referral, "why": shown.why(referral)}
    return render(request, "referrals/appeal.html", context, status=400 if form.errors else 200)
