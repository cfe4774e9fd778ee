import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """OAuth 2.0 client credentials: where a token is asked for and with what. `__repr__` shows no secret."""

    url: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One request, ready but for what belongs to the moment: the signature's time, and a token where there must be one."""

    message_id: str
    url: str
    body: bytes
    method: str = "POST"
    content_type: str = "application/json"
    secrets: tuple[str, ...] = field(default=(), repr=False)
    bearer: str = field(default="", repr=False)
    sign_in: SignIn | None = None


def as_json(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
