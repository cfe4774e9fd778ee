"""What stands around every page: headers that never change, and refusals turned into pages."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from community.verdict import Refused

from .refusals import refusal_page

Next = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Permissions-Policy and, for whoever is signed in, no shared caching."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        )
        if "Cache-Control" in response.headers:
            return response  # the view knows better; not to look who asks keeps the answer the same for everybody
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class Refusals:
    """An action's Refused becomes a page with its reason and status, with the text that was sent kept on it.

    Nothing has an address with a NUL in it: PostgreSQL stores none, and raises when it is asked for one.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return refusal_page(request, problem) if isinstance(problem, Refused) else None
