from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.members.requests import MemberRequest
from engagement.rules import sentences

from .. import seasons
from ..tiers import membership_of


@login_required
@require_safe
def membership(request: MemberRequest) -> HttpResponse:
    found = membership_of(request.user)
    if found is None:
        raise Http404
    protection = sentences.sentence(seasons.PROTECTION)
    return render(request, "loyalty/membership.html", {"membership": found, "protection": protection, "seasons": seasons})
