"""Around everything else: a code for each request, its line in the log, its figures."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from community.frame import trace

from .counts import counts

log = logging.getLogger("querencia.requests")
CODE = re.compile(r"[A-Za-z0-9._-]{8,64}")
UNKNOWN = "unknown"
INSIDE = ("/healthz", "/readyz", "/metrics")  # asked by number from the same machine; none of them uses the host's name
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Watched:
    """X-Request-ID is taken from the server in front (BEHIND_PROXY) or made, and given back with the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        if request.path in INSIDE:
            request.META["HTTP_HOST"] = settings.SITE_HOST
        with trace.of(_code(request)):
            response, statements = self._answer(request)
            response.headers["X-Request-ID"] = trace.current()
            seconds, route = time.perf_counter() - began, route_of(request)
            if route == UNKNOWN and response.status_code in (200, 304):
                route = "kept"  # a guest's page that was kept is given before anything looks at its address
            method = request.method if request.method in METHODS else "OTHER"
            if settings.METRICS_TOKEN:
                status = response.status_code
                counts.request(route=route, method=str(method), status=status, seconds=seconds, statements=statements)
            if log.isEnabledFor(logging.INFO):
                fields = {"route": route, "method": method, "status": response.status_code, "ms": round(seconds * 1000, 1)}
                log.info("%s %s %s", method, route, response.status_code, extra={"fields": fields})
        return response

    def _answer(self, request: HttpRequest) -> tuple[HttpResponse, int]:
        if not settings.METRICS_TOKEN:
            return self.get_response(request), 0
        statements = 0

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            response = self.get_response(request)
        return response, statements


def _code(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
    return given if CODE.fullmatch(given) else secrets.token_hex(8)


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, never the address itself: that may hold a handle or a token."""
    if request.resolver_match is not None:
        return str(request.resolver_match.route) or "/"
    if request.path.startswith(str(settings.STATIC_URL)):
        return "static"
    return UNKNOWN
