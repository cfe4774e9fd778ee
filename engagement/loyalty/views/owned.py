from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.forum.models import Product
from community.members.requests import MemberRequest, tried

from .. import actions
from ..forms import OwnedChoicesForm, OwnedForm
from ..models import Owned


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def products(request: MemberRequest) -> HttpResponse:
    """What the member owns, what others see and ask of it; a product is added here."""
    form = OwnedForm(request.POST or None, offered=Product.objects.all())
    if request.method == "POST" and tried(form, lambda **said: actions.say_owned(request.user, by=request.user, **said)):
        messages.success(request, _("It is among your products. Nobody else sees it unless you choose so."))
        return redirect("owned")
    rows = list(Owned.objects.of(request.user).select_related("order"))
    context = {"rows": rows, "form": form}
    return render(request, "loyalty/products.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def choices(request: MemberRequest, owned_id: int) -> HttpResponse:
    row = get_object_or_404(Owned.objects.of(request.user), pk=owned_id)
    form = OwnedChoicesForm(request.POST)
    if form.is_valid():
        actions.set_owned(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your choice is saved."))
    return redirect("owned")


@login_required
@require_POST
def gone(request: MemberRequest, owned_id: int) -> HttpResponse:
    """It is no longer theirs, or (`never`) never was. Pressed again there is nothing left to do."""
    row = get_object_or_404(Owned.objects.select_related("member"), pk=owned_id, member=request.user)
    actions.give_up(row, never="never" in request.POST, by=request.user)
    messages.success(request, _("It is no longer among your products, and no answer of yours says so."))
    return redirect("owned")
