"""The public API, version 1: one NinjaAPI that mounts each room's api.py. Its description is at /api/v1/openapi.json."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from community.frame.refusals import refusal_page
from community.members.api import router as members
from community.verdict import Refused
from engagement.connections.api import router as facts
from engagement.loyalty.api import router as loyalty

api = NinjaAPI(
    title="Querencia",
    version="1",
    description="Send a key as `Authorization: Bearer qrc_...`. Refusals are application/problem+json.",
    urls_namespace="api-1",
    docs_url=None,  # its page needs scripts of others; the description itself is open
)
api.add_router("", members)
api.add_router("", loyalty)
api.add_router("", facts)


def problem(status: int, title: Any, **more: Any) -> HttpResponse:
    """A refusal as RFC 9457 has it."""
    body = {"title": str(title), "status": status, **more}
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refusal_page(request, error)


@api.exception_handler(AuthenticationError)
def unknown_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, _("Send a key that is in force: Authorization: Bearer qrc_..."))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, _("There is nothing here."))


@api.exception_handler(ValidationError)
def wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(422, _("What was sent is not right."), errors=error.errors)


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, error.message)
