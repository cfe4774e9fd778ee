"""The part of the settings that says with which accounts elsewhere members sign in: docs/operations/sign-in.md has the table."""

import base64
from pathlib import Path
from typing import Any

import environ

KINDS = {".svg": "svg+xml", ".png": "png", ".webp": "webp"}


def providers_of(env: environ.Env) -> dict[str, Any]:
    """allauth's SOCIALACCOUNT_PROVIDERS: the brand's own shop, and those that SOCIAL_PROVIDERS names."""
    found: dict[str, Any] = {name: _social(env, name) for name in env.list("SOCIAL_PROVIDERS", default=[])}
    if issuer := env("OIDC_ISSUER", default=""):
        found["openid_connect"] = {"APPS": [_shop(env, issuer)]}
    return found


def _shop(env: environ.Env, issuer: str) -> dict[str, Any]:
    kept = {
        "server_url": issuer,
        "trusted": env.bool("OIDC_TRUST_ADDRESSES", default=False),
        "customer_claim": env("OIDC_CUSTOMER_CLAIM", default=""),
        "system": env("OIDC_SYSTEM", default="shop"),
        "logo": _logo(env("OIDC_LOGO", default="")),
        "scope": env.list("OIDC_SCOPES", default=["openid", "profile", "email"]),
    }
    name = env("OIDC_NAME", default=env("BRAND_NAME", default="Querencia"))
    client = {"client_id": env("OIDC_CLIENT_ID"), "secret": env("OIDC_CLIENT_SECRET", default="")}
    return {"provider_id": "shop", "name": name, "settings": kept, **client}


def _social(env: environ.Env, name: str) -> dict[str, Any]:
    """One provider of allauth's, from its own part of the table."""
    prefix = name.upper()
    client = {"client_id": env(f"{prefix}_CLIENT_ID", default=""), "secret": env(f"{prefix}_CLIENT_SECRET", default="")}
    kept = env.json(f"{prefix}_SETTINGS", default={}) | {"trusted": name in env.list("SOCIAL_TRUSTED", default=[])}
    label = env(f"{prefix}_NAME", default=name.replace("_", " ").title())
    app = {"name": label, "key": env(f"{prefix}_KEY", default=""), "settings": kept, **client}
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": True}


def _logo(path: str) -> str:
    """The picture on the button, as a data address: it stands on the page without being asked for anywhere."""
    if not path:
        return ""
    file = Path(path)
    return f"data:image/{KINDS[file.suffix.lower()]};base64,{base64.b64encode(file.read_bytes()).decode()}"
