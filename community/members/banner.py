"""What the brand asks newcomers on the page, and how their browser keeps the answer until they are somebody.

Nothing of this product needs it; a brand switches purposes on with CONSENT_BANNER. The cookie holds the answers and
nothing else, for half a year; signing in takes them over and removes it.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from community.verdict import NO, YES, Verdict

from .consent import asked_of

COOKIE = "consent"
HALF_A_YEAR = 182 * 24 * 3600


def comes_from_here(request: HttpRequest) -> Verdict:
    """Whether a form was sent from a page of this site: browsers name the origin of every POST."""
    here = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("origin", here) == here and request.headers.get("sec-fetch-site", "same-origin") == "same-origin":
        return YES
    return NO(_("This came from another site."))


def choices(request: HttpRequest) -> dict[str, bool]:
    """{purpose: yes or no} as the browser keeps it; whatever else stands there is left out."""
    said = (entry.partition(".") for entry in request.COOKIES.get(COOKIE, "").split("_"))
    return {code: word == "yes" for code, _dot, word in said if code in settings.CONSENT_BANNER and word in ("yes", "no")}


def keep(response: HttpResponse, said: dict[str, bool], *, secure: bool) -> None:
    kept = "_".join(f"{code}.{'yes' if yes else 'no'}" for code, yes in said.items() if code in settings.CONSENT_BANNER)
    if kept:
        response.set_cookie(COOKIE, kept, max_age=HALF_A_YEAR, samesite="Lax", secure=secure, httponly=True)


def on_page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `consent_asked`, what is still to be asked; no query where the brand asks for nothing."""
    if not settings.CONSENT_BANNER:
        return {}
    user = getattr(request, "user", None)
    member = user if user is not None and user.is_authenticated else None
    return {"consent_asked": asked_of(member, said=choices(request))}
