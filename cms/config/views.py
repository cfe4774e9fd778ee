"""What whoever runs the site asks it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from . import health


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
