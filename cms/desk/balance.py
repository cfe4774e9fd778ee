"""Balances on the desk: the terms, what is outstanding, and putting one right. Every change is an action of engagement.credit."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.viewsets.model import ModelViewSet

from community.verdict import Refused, require
from engagement.credit import actions, liability
from engagement.credit.models import Terms
from engagement.credit.policy import can_keep_terms
from engagement.loyalty.history import money

from .rewards import MemberForm

WARNING = gettext_lazy(
    "A balance is money you owe. It rewards buying, not helping, and members who are paid may come to expect it. It is no "
    "part of recognition: levels and badges do not depend on it. Leave it off unless you have decided what it may cost you."
)
MOST = 1_000_000  # of one correction


class TermsForm(forms.ModelForm):
    class Meta:
        model = Terms
        fields = ["is_on", "unit", "currency", "cents", "months", "minimum", "value"]


class CorrectForm(MemberForm):
    amount = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=-MOST,
        max_value=MOST,
        help_text=gettext_lazy("Below nought to take some away: -20."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why, in your words"),
        max_length=200,
        help_text=gettext_lazy("The member reads this with your name. It stays in their statement."),
    )
    ticket = forms.CharField(widget=forms.HiddenInput, max_length=40, initial=uuid4)

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Nought changes nothing."))
        return amount


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is outstanding; where nobody has decided about balances yet, what they would mean."""
    require(can_keep_terms(request.user))
    found = liability.report()
    context: dict[str, Any] = {"report": found, "warning": WARNING}
    if found:
        currency, value = found.terms.currency, found.terms.value
        context |= {
            "rows": [(row.month, row.units, money(row.money, currency)) for row in found.rows],
            "money": money(found.money, currency),
            "expected": money(found.expected, currency) if found.expected is not None else None,
            "value": money(value, currency),
            "owed": money(found.owed * value, currency),
            "breakage": _percent(found.breakage),
            "redemption": _percent(found.redemption),
        }
    return render(request, "desk/balance.html", context)


def _percent(share: Any) -> str:
    """In whole per cent; "" while nothing is known."""
    return "" if share is None else f"{round(share * 100)} %"


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    require(can_keep_terms(request.user))
    found = liability.report()
    if found is None:
        raise Refused(_("There is nothing here."), status=404)
    response = HttpResponse("".join(liability.as_csv(found)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="balances.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: Any) -> HttpResponse:
    require(can_keep_terms(request.user))
    last = Terms.objects.order_by("pk").last()
    form = TermsForm(request.POST if request.method == "POST" else None, instance=last or Terms())
    if form.is_valid():
        try:
            kept = actions.set_terms(form.instance, by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            on = _("Members have a balance now.") if kept.is_on else _("Members have no balance now, and see nothing of it.")
            messages.success(request, on)
            return redirect("balance:index")
    return _form(request, form, title=_("Terms of the balance"), icon="cog", warning=WARNING, button=_("Save the terms"))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Any) -> HttpResponse:
    require(can_keep_terms(request.user))
    actions.terms_in_force()
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            now = actions.correct(said["who"], **{key: said[key] for key in ("amount", "why", "ticket")}, by=request.user)
        except Refused as problem:
            form.add_error("who" if problem.status == 403 else "amount", str(problem.reason))
        else:
            messages.success(request, _("Done. They can spend %(n)d now, and are told.") % {"n": now})
            return redirect("balance:index")
    return _form(request, form, title=_("Put a balance right"), icon="edit", warning="", button=_("Put it right"))


def _form(request: HttpRequest, form: forms.BaseForm, **said: Any) -> HttpResponse:
    return render(request, "desk/balance_form.html", {"form": form} | said, status=400 if form.errors else 200)


class BalanceViewSet(ModelViewSet):
    """Pages of our own: terms are never edited, each decision is a row of its own."""

    model = Terms
    name = "balance"
    icon = "tag"
    menu_label = gettext_lazy("Balance")
    add_to_reference_index = False
    form_fields = ["is_on"]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", index, name="index"),
            path("terms/", terms, name="terms"),
            path("correct/", correct, name="correct"),
            path("balances.csv", download, name="download"),
        ]
