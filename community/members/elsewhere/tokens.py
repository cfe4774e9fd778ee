"""What a provider says about somebody, and whether it is the provider who says it (OpenID Connect Core 1.0, 3.1.3.7)."""

import hmac
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Signed with a key only the provider has: never "none", never with a secret that we share.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LONGEST_ID = 191  # letters of a subject that allauth's table takes
LATE = 60  # seconds two clocks may be apart

Claims = Mapping[str, Any]


def claims_of(token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str) -> Claims:
    """The ID token's claims. OAuth2Error when anything about it is not as it must be."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise OAuth2Error(f"signed with {header.get('alg')}")
        claims: Claims = jwt.decode(
            token,
            key=_key(keys, header),
            algorithms=[header["alg"]],
            audience=client_id,
            issuer=issuer,
            leeway=LATE,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as problem:
        raise OAuth2Error(f"the ID token is not right: {problem}") from problem
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", client_id) != client_id or (several and "azp" not in claims):
        raise OAuth2Error("the ID token is meant for somebody else")
    if not nonce or not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise OAuth2Error("the ID token belongs to another sign-in")
    if not 0 < len(claims["sub"]) <= LONGEST_ID:
        raise OAuth2Error("the subject is empty or too long")
    return claims


def _key(keys: Mapping[str, Any], header: Mapping[str, Any]) -> jwt.PyJWK:
    """The key the token names; without a name, the only one there is."""
    known = [one for one in jwt.PyJWKSet.from_dict(dict(keys)).keys if one.public_key_use in (None, "sig")]
    if "kid" in header:
        known = [one for one in known if one.key_id == header["kid"]]
    if len(known) != 1:
        raise OAuth2Error("no such key")
    return known[0]


def joined(claims: Claims, more: Claims) -> dict[str, Any]:
    """The token's claims and those of the userinfo answer, which must be about the same person (5.3.2).

    An address and whether it is verified stay together: both from the one, or both from the other.
    """
    if more and more.get("sub") != claims["sub"]:
        raise OAuth2Error("the userinfo answer is about somebody else")
    said = more if more.get("email") else claims
    address = {name: said.get(name) for name in ("email", "email_verified")}
    return {**claims, **{name: value for name, value in more.items() if value}, **address}


def is_true(value: Any) -> bool:
    """Some providers write booleans as words."""
    return value is True or value == "true"
