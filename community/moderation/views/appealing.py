"""What the team decided about one's own texts and account: why, and how to ask for another look."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.members.requests import MemberRequest

from .. import actions, policy, told
from ..forms import AppealForm
from ..models import Decision
from . import finding

SHOWN = 50


@finding.members_only
@require_safe
def decisions(request: MemberRequest) -> HttpResponse:
    """All about oneself, newest first: the latest fifty."""
    mine = Decision.objects.visible_to(request.user).filter(member=request.user).select_related("question")
    rows = [(decision, told.sentence_of(decision)) for decision in mine.order_by("-at", "-pk")[:SHOWN]]
    return render(request, "moderation/decisions.html", {"rows": rows})


@finding.members_only
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: MemberRequest, decision_id: int) -> HttpResponse:
    """The statement of reasons, and once the field to ask for another look."""
    found = finding.get_decision(request, decision_id)
    form, status = AppealForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        status = form.refusal(lambda: actions.appeal(found, **form.said, by=request.user))
        if status is None:
            messages.success(request, _("Somebody else of the team looks at it again. You hear what comes of it."))
            return HttpResponseRedirect(reverse("decision", args=[found.pk]))
    context = told.page_of(found) | {"form": form, "may": policy.can_appeal(request.user, found)}
    return render(request, "moderation/decision.html", context, status=status)
