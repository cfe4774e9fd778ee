from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.members.requests import MemberRequest

from . import actions
from .models import Gift, Reward

MOST = 100  # gifts of one page: rewards are few


@login_required
@require_safe
def rewards(request: MemberRequest) -> HttpResponse:
    """Own gifts, with their codes. The address does not exist where there is nothing and nothing to come."""
    gifts = list(Gift.objects.visible_to(request.user).for_page()[:MOST])
    earned = list(Reward.objects.filter(is_on=True, rule__isnull=False).select_related("rule"))
    if not gifts and not earned:
        raise Http404
    shown = {"open": [gift for gift in gifts if gift.is_open], "past": [gift for gift in gifts if not gift.is_open]}
    return render(request, "rewards/rewards.html", shown | {"earned": earned})


@login_required
@require_POST
def answer(request: MemberRequest, gift_id: int) -> HttpResponse:
    gift = get_object_or_404(Gift.objects.visible_to(request.user), pk=gift_id)
    accepted = request.POST.get("accepted") == "1"
    actions.answer(gift, accepted=accepted, by=request.user)
    messages.success(request, _("Good. You hear from us about the rest.") if accepted else _("Good to know. Thank you."))
    return redirect("rewards")
