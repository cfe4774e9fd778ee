"""Pages and small forms that belong to no room: appearance, language, errors."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from community.verdict import Refused

from . import theme as themes
from . import trace
from .back import way_back
from .refusals import refusal_page

YEAR = 365 * 24 * 3600
THEMES = ("light", "dark")


@csrf_exempt  # sets nothing but how pages look here; so a guest's page needs no token and no cookie
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as the system has it, for a year, in a cookie."""
    response = HttpResponseRedirect(way_back(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@csrf_exempt  # as above
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the interface in a cookie."""
    return django_set_language(request)


def theme_css(request: HttpRequest, name: str) -> HttpResponse:
    """The colours, to be kept for ever under their own name; under an older name the colours of today, not to be kept."""
    if name != themes.current().name:
        themes.forget()  # the team may have chosen another colour a moment ago, in another process
    worn = themes.current()
    response = HttpResponse(worn.css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if name == worn.name else "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 when what was sent is larger than this site reads."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away: drawn without a session, a member or a query, because any may be what broke.

    The code on the page stands in every line that this request left in the log.
    """
    away = is_away(sys.exc_info()[1])
    status = 503 if away else 500
    if request.path.startswith("/api/"):
        body = {"title": "Away for a moment" if away else "Something went wrong here", "status": status, "code": trace.current()}
        response: HttpResponse = JsonResponse(body, status=status, content_type="application/problem+json")
    else:
        context = {"colours": themes.remembered(), "code": trace.current()}
        response = HttpResponse(render_to_string(f"{status}.html", context), status=status)
    if away:
        response.headers["Retry-After"] = "10"
        response.headers["Cache-Control"] = "no-store"
    return response


def is_away(problem: BaseException | None) -> bool:
    """Whether it is the database that does not answer. SQLite says with the same class what is a mistake of ours."""
    if isinstance(problem, DatabaseError) and connection.vendor == "sqlite":
        return "locked" in str(problem) or "unable to open" in str(problem)
    return isinstance(problem, OperationalError | InterfaceError)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old: what was typed is shown again, nothing was done."""
    said = _("This form was open for a long time, or came from another place. Nothing was sent. Go back, reload and try again.")
    return refusal_page(request, Refused(said))
