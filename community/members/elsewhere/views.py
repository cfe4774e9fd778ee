from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.base.provider import Provider
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from community.members.proof import proven
from community.members.requests import MemberRequest, number_of

from . import actions
from .provider import Exchange
from .templatetags.elsewhere import ways


def provider_called(request: HttpRequest, name: str) -> Provider:
    try:
        return get_adapter(request).get_provider(request, provider=name)
    except SocialApp.DoesNotExist:
        raise Http404 from None


def leave_for(request: HttpRequest, provider: Provider, process: str) -> HttpResponse:
    """A page that leads to the provider by itself. Not a redirect: our forms may be sent to nobody but us (form-action)."""
    then = get_next_redirect_url(request)
    try:
        answer = provider.redirect(request, process, then)
    except (OAuth2Error, RequestException, ValueError) as problem:
        state = {"process": process, "next": then}
        return render_authentication_error(request, provider, exception=problem, extra_context={"state": state})
    return render(request, "socialaccount/leaving.html", {"provider": provider, "address": answer.url})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To sign in or join. A GET only shows the button, so that no other site signs anybody in."""
    provider = provider_called(request, provider_id)
    if request.method == "POST":
        return leave_for(request, provider, AuthProcess.LOGIN)
    return render(request, "socialaccount/login.html", {"provider": provider})


@never_cache
@require_POST
@proven
def connect(request: MemberRequest, provider_id: str) -> HttpResponse:
    return leave_for(request, provider_called(request, provider_id), AuthProcess.CONNECT)


class Callback(OAuth2CallbackView):
    """Back from the provider, with the nonce that was asked with."""

    def _get_state(self, request: HttpRequest, provider: Provider) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        if state and request.GET.get("iss") not in (None, provider.issuer):
            return None, render_authentication_error(request, provider, exception=OAuth2Error("another issuer"))
        return state, response


@never_cache
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    provider = provider_called(request, provider_id)
    if not isinstance(provider.get_oauth2_adapter(request), Exchange):
        raise Http404
    try:
        return Callback.adapter_view(Exchange(request, provider_id))(request)
    except (OAuth2Error, RequestException, ValueError) as problem:
        try:
            return render_authentication_error(request, provider, exception=problem)
        except ImmediateHttpResponse as answer:
            return answer.response


@never_cache
@login_required
@require_safe
def connections(request: MemberRequest) -> HttpResponse:
    """Accounts elsewhere that open this one, and those that could."""
    mine = [(account, actions.can_unlink(account)) for account in SocialAccount.objects.filter(user=request.user).order_by("pk")]
    known = {account.provider for account, _allowed in mine}
    more = [way for way in ways(request) if way.code not in known]
    return render(request, "socialaccount/connections.html", {"accounts": mine, "ways": more})


@require_POST
@proven
def disconnect(request: MemberRequest) -> HttpResponse:
    account = get_object_or_404(SocialAccount, pk=number_of(request.POST.get("account", "")) or 0, user=request.user)
    actions.unlink_account(account, by=request.user)
    messages.success(request, _("Disconnected. It no longer opens your account here."))
    return redirect("socialaccount_connections")
