from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from community.frame.qr import qr_of
from community.members import actions as members
from community.members.models import Identity
from community.members.requests import MemberRequest
from community.verdict import Refused

from .. import actions
from ..forms import ClaimForm


def shown(request: MemberRequest, form: ClaimForm, *, status: int = 200) -> HttpResponse:
    number = Identity.objects.filter(member=request.user, kind=Identity.Kind.NUMBER).values_list("value", flat=True).first()
    context = {"number": number, "qr": qr_of(number) if number else "", "form": form}
    return render(request, "loyalty/card.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: MemberRequest) -> HttpResponse:
    """The member number to say or show in a shop; it is made when it is first asked for."""
    if request.method == "POST":
        members.give_number(request.user)
        return redirect("card")
    return shown(request, ClaimForm())


@login_required
@require_POST
def claim(request: MemberRequest) -> HttpResponse:
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return shown(request, form, status=400)
    if not ratelimit.consume(request, action="claim", user=request.user):
        raise Refused(_("You tried this often. Please wait an hour."), status=429, retry_after=3600)
    try:
        count = actions.claim_order(**form.cleaned_data, by=request.user)
    except Refused as problem:
        form.add_error(None, str(problem.reason))
        return shown(request, form, status=problem.status)
    words = ngettext("%(n)s purchase is yours now.", "%(n)s purchases are yours now.", count)
    messages.success(request, words % {"n": count})
    return redirect("card")
