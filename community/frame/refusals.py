"""A refusal as a page: what happened, what is safe, one way on. Text that was sent is shown, so nothing is lost."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from community.verdict import Refused

KEPT_FIELDS = ("title", "body", "note", "reason")


def refusal_page(request: HttpRequest, problem: Refused) -> HttpResponse:
    """Status and reason of the refusal; what was typed stands in the page to be copied or sent again."""
    if request.path.startswith("/api/"):
        body = {"title": str(problem.reason), "status": problem.status}
        response: HttpResponse = JsonResponse(body, status=problem.status, content_type="application/problem+json")
    else:
        kept = [request.POST[name] for name in KEPT_FIELDS if request.POST.get(name, "").strip()]
        context = {"reason": problem.reason, "status": problem.status, "kept": kept}
        response = render(request, "refused.html", context, status=problem.status)
    if problem.retry_after:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response
