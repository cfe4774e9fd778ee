from typing import Any

from allauth.account.views import ConfirmEmailVerificationCodeView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.frame.back import way_back
from community.verdict import Refused, require

from . import actions, banner, consent
from .forms import HandleForm, KeyForm, PictureForm, ProfileForm, ReachForm
from .models import ApiToken, Consent, Member
from .panels import panels_for
from .requests import MemberRequest, tried


@require_safe
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    member = Member.objects.at_handle(handle, viewer=request.user)
    if member.handle != handle:
        return redirect(member, permanent=True)
    panels = panels_for(request.user, member)
    thin = not any(piece.written for pieces in panels.values() for piece in pieces)
    return render(request, "members/profile.html", {"member": member, "panels": panels, "thin": thin})


@login_required
@require_safe
def me(request: MemberRequest) -> HttpResponse:
    return redirect("member", handle=request.user.handle)


def profile_page(request: MemberRequest, **forms: Form) -> HttpResponse:
    """The page of a member's own details; a form that was sent and refused is shown again with its errors."""
    member = request.user
    forms.setdefault("form", ProfileForm(initial=ProfileForm.values_of(member)))
    forms.setdefault("handle_form", HandleForm(initial={"handle": member.handle}))
    forms.setdefault("picture_form", PictureForm())
    refused = any(form.is_bound and form.errors for form in forms.values())
    return render(request, "members/settings_profile.html", forms, status=400 if refused else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_profile(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return profile_page(request)
    form = ProfileForm(request.POST)
    if not tried(form, lambda **said: actions.change_profile(request.user, by=request.user, **said)):
        return profile_page(request, form=form)
    messages.success(request, _("Saved."))
    return redirect("settings")


@login_required
@require_POST
def settings_handle(request: MemberRequest) -> HttpResponse:
    form = HandleForm(request.POST)
    if not tried(form, lambda handle: actions.rename_handle(request.user, handle=handle, by=request.user)):
        return profile_page(request, handle_form=form)
    messages.success(request, _("You are @%(handle)s now. The old handle leads here for ever.") % {"handle": request.user.handle})
    return redirect("settings")


@login_required
@require_POST
def settings_picture(request: MemberRequest) -> HttpResponse:
    if "remove" in request.POST:
        actions.remove_avatar(request.user, by=request.user)
        return redirect("settings")
    form = PictureForm(request.POST, request.FILES)
    if not tried(form, lambda picture: actions.set_avatar(request.user, picture, by=request.user)):
        return profile_page(request, picture_form=form)
    return redirect("settings")


class ConfirmAddress(ConfirmEmailVerificationCodeView):
    """allauth calls this, and has it not, when the other address somebody asks the code for is none."""

    def _change_form_invalid(self, form: Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)


@login_required
@require_safe
def settings_privacy(request: MemberRequest) -> HttpResponse:
    return render(request, "members/settings_privacy.html", {"agreed": consent.agreed(request.user)})


@login_required
@require_POST
def settings_consent(request: MemberRequest) -> HttpResponse:
    """One act: yes or no to one purpose through one channel, from wherever it is shown."""
    on_profile = request.POST.get("where") == Consent.Where.PROFILE
    where = Consent.Where.PROFILE if on_profile else Consent.Where.SETTINGS
    said = {"purpose": request.POST.get("purpose", ""), "channel": request.POST.get("channel", ""), "where": where}
    if request.POST.get("say") == "yes":
        actions.allow(request.user, **said, wording=request.POST.get("wording", ""), by=request.user)
        messages.success(request, _("Allowed. You can withdraw it here at any time."))
    else:
        actions.withdraw(request.user, **said, by=request.user)
        messages.success(request, _("Withdrawn. It holds from now on."))
    return redirect(way_back(request))


@csrf_exempt  # a guest's page has no token; what comes from another site is refused by its origin
@require_POST
def say_on_banner(request: HttpRequest) -> HttpResponse:
    """Yes or no to what the page asks newcomers: a member's at once, a guest's kept by their browser until they sign in."""
    require(banner.comes_from_here(request))
    code, yes = request.POST.get("purpose", ""), request.POST.get("say") == "yes"
    response = redirect(way_back(request))
    if request.user.is_authenticated:
        actions.say_first(request.user, {code: yes})
    else:
        banner.keep(response, banner.choices(request) | {code: yes}, secure=request.is_secure())
    return response


@login_required
@require_POST
def settings_reach(request: MemberRequest) -> HttpResponse:
    form = ReachForm(request.POST, member=request.user)
    if not tried(form, lambda **said: actions.choose_reach(request.user, by=request.user, **said)):
        raise Refused(_("Choose two hours of the day."), status=400)
    messages.success(request, _("Saved."))
    return redirect("notification_preferences")


@login_required
@require_safe
def settings_security(request: MemberRequest) -> HttpResponse:
    return render(request, "members/settings_security.html")


def keys_page(request: MemberRequest, **more: Any) -> HttpResponse:
    form = more.setdefault("form", KeyForm(member=request.user))
    keys = request.user.tokens.filter(revoked_at=None).order_by("-created_at")
    return render(request, "members/settings_keys.html", {"keys": list(keys), **more}, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_keys(request: MemberRequest) -> HttpResponse:
    """Making a key answers with a page, not a redirect: the secret is shown in this answer and nowhere else."""
    if request.method != "POST":
        return keys_page(request)
    form, made = KeyForm(request.POST, member=request.user), []
    if not tried(form, lambda **said: made.append(actions.create_token(request.user, by=request.user, **said))):
        return keys_page(request, form=form)
    return keys_page(request, secret=made[0][1])


@login_required
@require_POST
def revoke_key(request: MemberRequest, key_id: int) -> HttpResponse:
    actions.revoke_token(get_object_or_404(ApiToken, pk=key_id, member=request.user), by=request.user)
    return redirect("settings_keys")
