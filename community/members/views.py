from functools import partial
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmEmailVerificationCodeView
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.frame.back import way_back
from community.verdict import Refused, require

from . import actions, banner, consent, duty, stay_tokens, terms
from .forms import AgreeForm, HandleForm, KeyForm, LeaveForm, PictureForm, ProfileForm, ReachForm
from .models import ApiToken, Consent, Export, Leaving, Member
from .panels import panels_for
from .proof import proven
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
    leaving = Leaving.objects.filter(member=request.user).first()
    exports = list(request.user.exports.order_by("-pk"))
    accepted = list(request.user.agreements.order_by("pk"))
    context = {"agreed": consent.agreed(request.user), "accepted": accepted, "exports": exports, "leaving": leaving}
    return render(request, "members/settings_privacy.html", context)


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


@require_POST
@proven
def ask_export(request: MemberRequest) -> HttpResponse:
    actions.ask_export(by=request.user)
    messages.success(request, _("We are gathering it. You are told when it lies ready."))
    return redirect("settings_privacy")


@require_safe
@proven
def download_export(request: MemberRequest, pk: int) -> FileResponse:
    """The file, for its owner only: it lies outside of what any other address hands out."""
    export = get_object_or_404(Export, pk=pk, member=request.user, ready_at__isnull=False)
    if not export.path.exists():
        raise Http404
    name = f"{request.user.handle}-{localtime(export.ready_at):%Y-%m-%d}.zip"
    return FileResponse(export.path.open("rb"), as_attachment=True, filename=name)


@require_http_methods(["GET", "HEAD", "POST"])
@proven
def leave(request: MemberRequest) -> HttpResponse:
    """What remains and what goes, and the one button."""
    form = LeaveForm(request.POST or None, member=request.user)
    ask = partial(actions.ask_to_leave, by=request.user)
    if request.method == "POST" and tried(form, lambda handle, texts_too: ask(texts_too=texts_too)):
        messages.success(request, _("You are asked once more by mail, and can stay until then."))
        return redirect("settings_privacy")
    context = {"form": form, "allowed": actions.can_leave(request.user), "days": settings.KEEP_DAYS["leaving"]}
    return render(request, "members/leave.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def settings_stay(request: MemberRequest) -> HttpResponse:
    if actions.stay(request.user):
        messages.success(request, _("Good that you stay. Nothing was deleted."))
    return redirect("settings_privacy")


@csrf_exempt  # from a mail, without a cookie; the signed token is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: HttpRequest, token: str) -> HttpResponse:
    """Call one's leaving off from the mail, signed in or not. A GET only shows the button: scanners follow every link."""
    member = Member.objects.people().filter(pk=stay_tokens.read(token)).first()
    if member is None:
        raise Http404
    done = request.method == "POST"
    if done:
        actions.stay(member)
    return render(request, "members/stay.html", {"done": done, "token": token, "left": not Leaving.objects.filter(member=member)})


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


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: MemberRequest) -> HttpResponse:
    """Between signing in and where they wanted to go, once for each version: accept, or read on without writing."""
    then, wanted = get_next_redirect_url(request) or "/", terms.wanted_of(request.user)
    if not wanted:
        return redirect(then)
    if request.POST.get("say") == "later":
        terms.put_off(request, wanted)
        messages.info(request, _("You can read everything. Before you write we ask you again."))
        return redirect(then)
    form = AgreeForm(request.POST or None, wanted=wanted)
    version = wanted.terms.version if wanted.terms else ""
    seen = request.POST.get("version", "")
    if request.method == "POST" and seen != version:
        form.add_error(None, _("The words changed while you read them. Please look at them again."))
    if request.method == "POST" and tried(form, lambda **said: actions.agree(request.user, terms=version, age=wanted.age)):
        return redirect(then)
    context = {"form": form, "then": then, "version": version}
    return render(request, "members/agree.html", context, status=400 if form.errors else 200)


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
    elsewhere = bool(getattr(settings, "SOCIALACCOUNT_PROVIDERS", None))
    return render(request, "members/settings_security.html", {"elsewhere": elsewhere})


@never_cache
@login_required
@require_safe
def second_step(request: MemberRequest) -> HttpResponse:
    """Where somebody of the team is led before the CMS opens: to the second factor they have, or to their first one."""
    then = get_next_redirect_url(request) or "/"
    if not duty.must_step(request, request.user):
        return redirect(then)
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    return render(request, "members/second_step.html", {"kinds": kinds, "then": then, "asked": request.get_full_path()})


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
