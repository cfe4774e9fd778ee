"""What whoever runs the site asks it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import health
from .watch import text


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served; 503 with what stops it. `queue_age` (seconds) and `queue_slow` are the worker's state."""
    problems = health.problems()
    if problems:
        return JsonResponse({"ready": False, "problems": problems}, status=503)
    age = health.queue_age()
    return JsonResponse({"ready": True, "queue_age": age, "queue_slow": age > health.SLOW})


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for whoever shows METRICS_TOKEN as a bearer's token; for all others there is no such page.

    Behind a server in front everybody comes from this machine, so where a request comes from says nothing.
    """
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(text.everything(), content_type="text/plain; version=0.0.4; charset=utf-8")
