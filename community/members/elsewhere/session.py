"""allauth asks providers through `requests`; what it asks goes through the product's one guarded client."""

from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from community import outgoing

MOST = 256 * 1024  # bytes of an answer: a provider's keys and what it says of itself
OWN = ("accept-encoding", "connection", "content-length")


class Guarded(BaseAdapter):
    """To public addresses only, resolved once, without redirects, for ten seconds at most (community.outgoing)."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.method and request.url
        body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
        try:
            reply = outgoing.request(request.method, request.url, body, _plain(request.headers), most=MOST)
        except outgoing.Unreachable as problem:
            raise requests.ConnectionError(str(problem), request=request) from problem
        if 300 <= reply.status < 400:
            raise requests.TooManyRedirects(f"{request.url} leads elsewhere", request=request)
        response = requests.Response()
        response.status_code, response.url, response.request = reply.status, request.url, request
        response.headers = CaseInsensitiveDict({"content-type": "", **reply.headers})
        response.encoding = "utf-8"
        response._content = reply.body
        return response

    def close(self) -> None:
        """There is nothing to keep open."""


def _plain(headers: Mapping[str, Any]) -> dict[str, str]:
    """Without those the client writes itself, and without asking for an answer that would have to be unpacked."""
    return {name: str(value) for name, value in headers.items() if name.lower() not in OWN}


def guarded_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy and no .netrc decides where a request goes
    session.headers["User-Agent"] = "Querencia"
    for scheme in ("http://", "https://"):
        session.mount(scheme, Guarded())
    return session
