from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.members.requests import MemberRequest
from engagement.recognition.requests import cursor_of, older_url

from . import offers, shown
from .models import Terms


@login_required
@require_safe
def balance(request: MemberRequest) -> HttpResponse:
    """Own balance and its statement. The address does not exist while the brand has none."""
    terms = Terms.current()
    if terms is None:
        raise Http404
    lines, older = shown.lines_of(request.user, before=cursor_of(request))
    context = {"terms": terms, "state": shown.state_of(request.user), "lines": lines}
    context |= {"older_url": older_url(older), "offers": offers.there_are()}
    return render(request, "credit/balance.html", context)
