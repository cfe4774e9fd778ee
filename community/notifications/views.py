from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.members.consent import agreed
from community.members.forms import ReachForm
from community.members.models import Member
from community.members.requests import MemberRequest, number_of
from community.members.rules import purpose_of

from . import actions
from .forms import PreferencesForm
from .inbox import page_for
from .mail import read_stop_token
from .registry import notices


@login_required
@require_GET
def inbox(request: MemberRequest) -> HttpResponse:
    page = page_for(request.user, before=number_of(request.GET.get("before", "")))
    return render(request, "notifications/inbox.html", {"page": page})


@login_required
@require_POST
def read_one(request: MemberRequest, pk: int) -> HttpResponse:
    actions.read_message(pk, by=request.user)
    return HttpResponse(status=204) if "beacon" in request.POST else redirect("inbox")


@login_required
@require_POST
def read_all(request: MemberRequest) -> HttpResponse:
    actions.read_all(until=number_of(request.POST.get("until", "")) or 0, by=request.user)
    return redirect("inbox")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: MemberRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, member=request.user)
    if request.method == "POST":
        actions.choose(form.wanted(), by=request.user)
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponse(_("Saved."))
        messages.success(request, _("Saved."))
        return redirect("notification_preferences")
    mails = [one for one in agreed(request.user) if one.purpose.channel == "mail"]
    context = {"form": form, "rows": form.rows(), "reach_form": ReachForm(member=request.user), "agreed": mails}
    return render(request, "notifications/preferences.html", context)


@csrf_exempt  # mail programs press it without a cookie; the signed token is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End one kind of mail, signed in or not. A GET only shows the button: scanners follow every link."""
    member_id, kind = read_stop_token(token) or (0, "")
    member = Member.objects.filter(pk=member_id).first()
    if member is None or kind not in notices or notices[kind].urgent:
        raise Http404
    if request.method == "POST":
        actions.stop_mail(member=member, kind=kind)
    purpose = purpose_of(notices[kind].purpose, "mail")
    context = {"done": request.method == "POST", "label": purpose.name if purpose else notices[kind].label, "token": token}
    return render(request, "notifications/unsubscribe.html", context)
