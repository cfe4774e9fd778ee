"""A refusal as a page: what happened, what is safe, one way on. Text that was sent is shown, so nothing is lost."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from community.verdict import Refused

KEPT_FIELDS = ("title", "body", "tags", "note", "reason", "version")


def refusal_page(request: HttpRequest, problem: Refused) -> HttpResponse:
    """Status and reason of the refusal; what was typed stands in the page to be copied or sent again."""
    if request.path.startswith("/api/"):
        response = _for_programs(problem)
    elif getattr(request, "htmx", False):
        response = _in_place(request, problem)
    else:
        response = _as_page(request, problem)
    if problem.retry_after:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _for_programs(problem: Refused) -> HttpResponse:
    body = {"title": str(problem.reason), "status": problem.status}
    return JsonResponse(body, status=problem.status, content_type="application/problem+json")


def _in_place(request: HttpRequest, problem: Refused) -> HttpResponse:
    """Only a message: the form that was sent still stands on the page, with its text."""
    response = render(request, "frame/refused_toast.html", {"reason": problem.reason}, status=problem.status)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#toasts", "innerHTML"
    return response


def _as_page(request: HttpRequest, problem: Refused) -> HttpResponse:
    kept = [request.POST[name] for name in KEPT_FIELDS if request.POST.get(name, "").strip()]
    came_from = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    back = came_from if request.method == "POST" and ours else ""
    context = {"reason": problem.reason, "status": problem.status, "kept": kept, "back": back}
    return render(request, "refused.html", context, status=problem.status)
