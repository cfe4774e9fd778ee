from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.members.requests import MemberRequest
from community.verdict import Refused

from . import actions
from .forms import BuyForm
from .models import Gift, Reward
from .shown import offers_for

MOST = 100  # gifts of one page: rewards are few


@login_required
@require_safe
def rewards(request: MemberRequest) -> HttpResponse:
    """Own gifts, with their codes. The address does not exist where there is nothing and nothing to come."""
    return _shown(request)


def _shown(request: MemberRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    gifts = list(Gift.objects.visible_to(request.user).for_page()[:MOST])
    earned = list(Reward.objects.filter(is_on=True, rule__isnull=False).select_related("rule"))
    shop = offers_for(request.user)
    if not gifts and not earned and not shop:
        raise Http404
    shown: dict[str, Any] = {
        "open": [gift for gift in gifts if gift.is_open],
        "past": [gift for gift in gifts if not gift.is_open],
    }
    shown |= {"earned": earned, "shop": shop, "problem": problem, "ticket": uuid4()}
    return render(request, "rewards/rewards.html", shown, status=status)


@login_required
@require_POST
def buy(request: MemberRequest, reward_id: int) -> HttpResponse:
    """Have a reward for its price. A refusal is said on the same page; nothing was taken then."""
    reward = get_object_or_404(Reward.objects.for_a_price(), pk=reward_id)
    form = BuyForm(request.POST)
    if not form.is_valid():
        return _shown(request, problem=_("Please try that again: the form was not complete."), status=400)
    try:
        gift = actions.buy(reward, **form.cleaned_data, by=request.user)
    except Refused as refusal:
        if refusal.status != 409:
            raise
        return _shown(request, problem=str(refusal.reason), status=409)
    messages.success(request, _("It is yours: %(name)s.") % {"name": gift.reward.name})
    return redirect(f"{reverse('rewards')}#gift{gift.pk}")


@login_required
@require_POST
def answer(request: MemberRequest, gift_id: int) -> HttpResponse:
    gift = get_object_or_404(Gift.objects.visible_to(request.user), pk=gift_id)
    accepted = request.POST.get("accepted") == "1"
    actions.answer(gift, accepted=accepted, by=request.user)
    messages.success(request, _("Good. You hear from us about the rest.") if accepted else _("Good to know. Thank you."))
    return redirect("rewards")
