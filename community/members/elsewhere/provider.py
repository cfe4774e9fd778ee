"""The OpenID Connect provider: allauth's, with a nonce, a checked signature and a checked issuer."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider, OpenIDConnectProviderAccount
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from . import tokens

KEPT = ("sub", "name", "preferred_username", "email")  # of the claims: what shows a member which account it is
DISCOVERY_SECONDS = 600
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class Exchange(OpenIDConnectOAuth2Adapter):
    """One sign-in with the provider; `nonce` is what was asked with."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says about itself (OpenID Connect Discovery 1.0), kept for ten minutes."""
        url, issuer = self.get_provider().server_url, self.get_provider().issuer
        config = cache.get(f"oidc:{url}")
        if config is None:
            config = _mapping(url)
            if config.get("issuer") != issuer or not all(_is_address(config.get(name)) for name in NEEDED):
                raise OAuth2Error("the provider does not describe itself as it must")
            cache.set(f"oidc:{url}", config, DISCOVERY_SECONDS)
        return config

    @property
    def basic_auth(self) -> bool:
        """By a header where the provider knows nothing else; it may leave out what it knows (RFC 8414: then it is the header)."""
        return "client_secret_post" not in self.openid_config.get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        )

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        said, config = kwargs["response"].get("id_token"), self.openid_config
        if not isinstance(said, str):
            raise OAuth2Error("there is no ID token")
        about = {"issuer": config["issuer"], "client_id": app.client_id, "nonce": self.nonce}
        claims = tokens.claims_of(said, keys=_mapping(config["jwks_uri"]), **about)
        more = {}
        if _is_address(config.get("userinfo_endpoint")):
            more = _mapping(config["userinfo_endpoint"], {"Authorization": f"Bearer {token.token}"})
        return self.get_provider().sociallogin_from_response(request, tokens.joined(claims, more))


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme in ("http", "https")


def _mapping(url: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """What is answered there as JSON; OAuth2Error for anything that is no object."""
    with get_adapter().get_requests_session() as session:
        response = session.get(url, headers=headers)
        response.raise_for_status()
        found = response.json()
    if not isinstance(found, dict):
        raise OAuth2Error(f"{url} is no JSON object")
    return found


class Provider(OpenIDConnectProvider):
    id = "openid_connect"
    account_class = OpenIDConnectProviderAccount
    oauth2_adapter_class = Exchange
    pkce_enabled_default = True
    supports_token_authentication = False

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("elsewhere", kwargs={"provider_id": self.sub_id})

    @property
    def issuer(self) -> str:
        return str(self.app.settings["server_url"])

    @property
    def server_url(self) -> str:
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, **kwargs: Any) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        return super().redirect(request, process, next_url, auth_params={"nonce": nonce}, nonce=nonce)

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is kept of the claims: no more than the member needs to tell one account from another, and the number."""
        names = (*KEPT, self.app.settings.get("customer_claim"))
        return {name: str(data[name])[:254] for name in names if name and data.get(name)}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        parts = " ".join(str(data[part]) for part in ("given_name", "family_name") if data.get(part))
        return {"email": data.get("email"), "name": data.get("name") or parts or data.get("preferred_username")}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        if not isinstance(data.get("email"), str):
            return []
        return [EmailAddress(email=data["email"], verified=tokens.is_true(data.get("email_verified")), primary=True)]


provider_classes = [Provider]
