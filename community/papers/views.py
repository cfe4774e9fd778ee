from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.frame.back import way_back
from community.frame.guests import keep

from . import actions
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


@login_required
@require_POST
def agree(request: Any) -> HttpResponse:
    version = request.POST.get("version", "")
    actions.accept_terms(request.user, version=int(version) if version.isdecimal() and len(version) < 9 else 0, by=request.user)
    messages.success(request, _("Thank you."))
    return redirect(way_back(request))
