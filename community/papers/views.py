from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.frame.guests import keep

from .models import Paper


@require_safe
def paper(request: HttpRequest, kind: str, version: int = 0) -> HttpResponse:
    """The terms or guidelines in force, or as they once were."""
    versions = list(Paper.objects.filter(kind=kind).order_by("-version"))
    shown = next((one for one in versions if not version or one.version == version), None)
    if shown is None:
        raise Http404
    context = {"paper": shown, "others": [one for one in versions if one.pk != shown.pk], "in_force": shown is versions[0]}
    return keep(render(request, "papers/paper.html", context), ("papers",))
