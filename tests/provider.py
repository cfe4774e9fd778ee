"""A small OpenID Connect provider on this machine: a real server with discovery, keys and signed tokens, and every bad habit.

It knows one person at a time (`person`) and signs them in without asking; `habit` says what it does wrong.
"""

import base64
import hashlib
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import override_settings

from tests.receivers import Answer, Heard, receiving

CLIENT, SECRET = "community", "a secret of two"
ANA = {"sub": "u-1", "email": "ana@example.com", "email_verified": True, "name": "Ana Torres", "customer_number": "4711"}


@cache
def key(number: int = 1) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwk(number: int = 1) -> dict[str, Any]:
    told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key(number).public_key()))
    return {**told, "kid": f"key-{number}", "use": "sig", "alg": "RS256"}


@dataclass
class Provider:
    """`asked` are the parameters of the last authorisation; `habit` is one of the names looked for below."""

    person: dict[str, Any] = field(default_factory=lambda: dict(ANA))
    habit: str = ""
    url: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def answer(self, heard: Heard) -> Answer:
        parts = urlsplit(heard.path)
        self.heard.append(parts.path)
        said = {name: values[0] for name, values in parse_qs(parts.query or heard.body.decode()).items()}
        if self.habit == f"fails {parts.path}":
            return 500, {}, b"out of order"
        if self.habit == f"moves {parts.path}":
            return 302, {"Location": f"{self.url}/elsewhere"}, b""
        match parts.path:
            case "/.well-known/openid-configuration":
                return _json(self.described())
            case "/keys":
                return _json({"keys": [jwk()]})
            case "/authorize":
                return self.authorize(said)
            case "/token":
                return self.token(said)
            case "/userinfo":
                other = {"sub": "u-2"} if self.habit == "other userinfo" else {}
                return _json(self.person | other)
        return 404, {}, b""

    def described(self) -> dict[str, Any]:
        issuer = "https://elsewhere.example" if self.habit == "wrong issuer" else self.url
        places = {name: f"{self.url}{path}" for name, path in PLACES.items()}
        return {"issuer": issuer, **places, "token_endpoint_auth_methods_supported": ["client_secret_post"]}

    def authorize(self, said: dict[str, str]) -> Answer:
        self.asked = said
        back = {"state": said["state"]}
        if self.habit == "cancelled":
            back |= {"error": "access_denied"}
        else:
            code = uuid4().hex
            self.codes[code] = said
            back |= {"code": code, "iss": self.url}
        if self.habit == "another issuer in the answer":
            back["iss"] = "https://elsewhere.example"
        return 302, {"Location": f"{said['redirect_uri']}?{urlencode(back)}"}, b""

    def token(self, said: dict[str, str]) -> Answer:
        asked = self.codes.pop(said.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(said.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        rightly = (said.get("client_id"), said.get("client_secret")) == (CLIENT, SECRET)
        if asked is None or not rightly or asked.get("code_challenge") != proof or asked["redirect_uri"] != said["redirect_uri"]:
            return 400, {"Content-Type": "application/json"}, b'{"error": "invalid_grant"}'
        return _json({"access_token": uuid4().hex, "token_type": "Bearer", "id_token": self.id_token(asked)})

    def id_token(self, asked: dict[str, str]) -> str:
        moment = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": asked.get("nonce")} | self.person
        claims |= WRONG.get(self.habit, {})
        if self.habit == "expired":
            claims |= {"iat": moment - 7200, "exp": moment - 3600}
        if self.habit == "no nonce":
            del claims["nonce"]
        if self.habit == "no subject":
            del claims["sub"]
        if self.habit == "unsigned":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "key-1"})
        if self.habit == "signed with the secret":
            return jwt.encode(claims, SECRET * 3, algorithm="HS256", headers={"kid": "key-1"})
        number = 2 if self.habit == "signed by another" else 1
        kid = "key-9" if self.habit == "unknown key" else "key-1"
        return (
            "not a token"
            if self.habit == "no token"
            else jwt.encode(claims, key(number), algorithm="RS256", headers={"kid": kid})
        )


PLACES = {
    "authorization_endpoint": "/authorize",
    "token_endpoint": "/token",
    "jwks_uri": "/keys",
    "userinfo_endpoint": "/userinfo",
}
WRONG: dict[str, dict[str, Any]] = {
    "wrong nonce": {"nonce": "of another sign-in"},
    "wrong audience": {"aud": "another-client"},
    "another's token": {"aud": [CLIENT, "another-client"], "azp": "another-client"},
    "for several, for nobody": {"aud": [CLIENT, "another-client"]},
    "wrong issuer in the token": {"iss": "https://elsewhere.example"},
    "from the future": {"iat": 9999999999, "exp": 9999999999 + 60},
    "empty subject": {"sub": ""},
    "endless subject": {"sub": "x" * 300},
}
TOKEN_HABITS = [
    *WRONG,
    *("expired", "no nonce", "no subject", "unsigned", "signed with the secret", "signed by another", "unknown key", "no token"),
    *("other userinfo", "fails /token", "fails /keys", "fails /userinfo", "moves /token", "moves /keys", "moves /userinfo"),
    "another issuer in the answer",
]


class _Still(HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        """Where it leads is what is asked for."""


def there_and_back(leaving: HttpResponse) -> str:
    """The page that leads away is followed to the provider; the address of ours that it sends the browser back to."""
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', leaving.content.decode())
    assert found, leaving.content.decode()
    try:
        build_opener(_Still).open(unescape(found[1]), timeout=5)
    except HTTPError as answer:
        back = str(answer.headers["Location"])
        return back[back.index("/accounts/") :]
    raise AssertionError("it did not lead back")


def _json(said: Any) -> Answer:
    return 200, {"Content-Type": "application/json"}, json.dumps(said).encode()


@contextmanager
def providing(*, trusted: bool = False, **more: Any) -> Iterator[Provider]:
    """The provider, and a community that lets its people in under the name "Tordo"."""
    provider = Provider(**more)
    with receiving(provider.answer) as receiver:
        provider.url = f"http://127.0.0.1:{receiver.port}"
        kept = {"server_url": provider.url, "trusted": trusted, "customer_claim": "customer_number", "system": "shop"}
        app = {"provider_id": "shop", "name": "Tordo", "client_id": CLIENT, "secret": SECRET, "settings": kept}
        here = {"openid_connect": {"APPS": [app]}}
        with override_settings(SOCIALACCOUNT_PROVIDERS=here, OUTGOING_ALLOWED_HOSTS=[f"127.0.0.1:{receiver.port}"]):
            yield provider
