"""Where sign-in with an account elsewhere meets our members.

An account elsewhere is known by the provider's subject and nothing else. An address the provider tells is believed only of
a provider the brand trusts for it (its own shop) and only when it says that it verified it; any other is asked for a code.
"""

from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from community.frame.identity import brand_name
from community.members import actions as members
from community.members import rules
from community.members.adapter import AccountAdapter
from community.members.models import Member
from community.verdict import Refused

from . import actions
from .session import guarded_session

KEPT = ("name", "email", "login", "username")  # of what other providers tell: what shows a member which account it is


def trusted_address(sociallogin: SocialLogin) -> str:
    """The address that counts as proven because a provider the brand trusts verified it; "" when there is none."""
    app = sociallogin.provider.app
    if app is None or app.settings.get("trusted") is not True:
        return ""
    return next((one.email.lower() for one in sociallogin.email_addresses if one.verified), "")


def number_of(sociallogin: SocialLogin) -> str:
    """How the shop names this customer, as "shop:4711"; "" when the provider does not say."""
    app = sociallogin.provider.app
    claim = app.settings.get("customer_claim") if app else ""
    number = str(sociallogin.account.extra_data.get(claim) or "").strip() if claim else ""
    return f"{app.settings.get('system') or 'shop'}:{number}"[:254] if app and number else ""


class LinkingAdapter(AccountAdapter):
    """A sign-in that came from an account elsewhere ends with that account being the member's: not before."""

    def post_login(self, request: HttpRequest, user: Any, **hooks: Any) -> HttpResponse:
        sociallogin = (hooks.get("signal_kwargs") or {}).get("sociallogin")
        if sociallogin is not None:
            link(request, user, sociallogin)
        return super().post_login(request, user, **hooks)


def link(request: HttpRequest, member: Member, sociallogin: SocialLogin) -> None:
    """What is true of the account elsewhere from now on; a refusal is told, the sign-in itself stands."""
    try:
        if actions.link_account(sociallogin.account, to=member, number=number_of(sociallogin)):
            about = {"account": sociallogin.account, "provider": sociallogin.provider}
            ElsewhereAdapter(request).send_notification_mail("socialaccount/email/account_connected", member, context=about)
    except Refused as refusal:
        messages.warning(request, str(refusal))


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    def get_requests_session(self) -> requests.Session:
        return guarded_session()

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """Providers come from the environment only, so that no secret lies in the database."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """One page says why, and the other ways in."""
        state = (extra_context or {}).get("state")
        if error == AuthError.CANCELLED:
            reason, status = "cancelled", 200
        elif isinstance(exception, requests.RequestException):
            reason, status = "unreachable", 502
        elif isinstance(exception, OAuth2Error) or state:
            reason, status = "answer", 502
        else:
            reason, status = "late", 400
        more = {
            "reason": reason,
            "provider": provider,
            "process": (state or {}).get("process"),
            "next": (state or {}).get("next"),
        }
        raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", more, status=status))

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Member, str] | None:
        """The member who confirmed the same address, when the provider's word for it counts."""
        if not (address := trusted_address(sociallogin)):
            return None
        member = Member.objects.filter(email=address, claimed_at__isnull=False, erased_at=None, merged_into=None).first()
        if member is None or not EmailAddress.objects.filter(user=member, email=address, verified=True).exists():
            return None
        return member, address

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connecting, from the settings: the account becomes that of whoever is signed in, or it is said why not."""
        if sociallogin.state.get("process") != AuthProcess.CONNECT:
            return
        if not request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("account_login"))
        link(request, request.user, sociallogin)
        if sociallogin.account.pk:
            messages.success(request, _("You can sign in with %(name)s from now on.") % {"name": sociallogin.provider.name})
        raise ImmediateHttpResponse(redirect("socialaccount_connections"))

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """A newcomer always sees first how they will be called here, and what they agree to."""
        return False

    def new_user(self, request: HttpRequest, sociallogin: SocialLogin) -> Member:
        told = sociallogin.account.extra_data
        if sociallogin.provider.id != "openid_connect":
            sociallogin.account.extra_data = {name: str(told[name])[:254] for name in KEPT if told.get(name)}
        return Member()

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Member:
        """What the form starts with: a name as they may have it here, and the address."""
        parts = " ".join(str(data[part]) for part in ("first_name", "last_name") if data.get(part))
        name = members.short_line(str(data.get("name") or parts or data.get("username") or ""), 60)
        member: Member = sociallogin.user
        member.name = "" if rules.name_problem(name, brand=brand_name()) else name
        member.email = data.get("email")
        return member

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, str]:
        return {"email": sociallogin.user.email or "", "name": sociallogin.user.name}

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Member:
        """They become a member; the account elsewhere becomes theirs when the address is confirmed, in `post_login`."""
        address, language = form.cleaned_data["email"], get_language() or settings.LANGUAGE_CODE
        proven = bool(address) and address == trusted_address(sociallogin)
        member = actions.join_from_elsewhere(
            name=form.cleaned_data["name"],
            email=address,
            language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            proven=proven,
        )
        sociallogin.user = member
        return member

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return "/accounts/3rdparty/"
