"""The till of the demo's shop: it sends what a real one would, through the same door."""

import json
import uuid
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from community.members.models import Identity
from community.verdict import Refused
from engagement.connections import actions, incoming
from engagement.credit.models import Terms

SOURCE = {"source": "till", "touchpoint": "shop"}


class Till(forms.Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


class Sale(Till):
    number = forms.CharField(label=_("Member number"), required=False, max_length=20)
    email = forms.EmailField(label=_("or e-mail address"), required=False)
    amount = forms.DecimalField(label=_("Amount in EUR"), min_value=0, max_value=100_000, decimal_places=2, initial="89.00")
    products = forms.CharField(label=_("Product codes"), required=False, max_length=200, initial="FARO-80")
    address: ClassVar = "/api/v1/events"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not (said.get("number") or said.get("email")):
            raise forms.ValidationError(_("Scan the member number, or type an e-mail address."))
        return said

    def item(self) -> dict[str, Any]:
        said = self.cleaned_data
        return SOURCE | {
            "id": uuid.uuid4().hex,
            "type": "order.placed",
            "time": now().isoformat(timespec="seconds"),
            "member": {"number": said["number"].replace(" ", ""), "email": said["email"]},
            "amount": int(said["amount"] * 100),
            "currency": "EUR",
            "number": f"T{now():%H%M%S}",
            "things": [{"code": code} for code in said["products"].split()],
        }

    def tell(self, item: dict[str, Any]) -> str:
        taken = actions.take(item)
        if taken.status == actions.REFUSED:
            raise Refused(taken.problem, status=taken.http)
        return gettext("Sold, and told.")


class Payment(Till):
    number = forms.CharField(label=_("Member number"), max_length=20)
    amount = forms.IntegerField(label=_("Amount"), min_value=1, max_value=10**9, initial=100)
    address: ClassVar = "/api/v1/credit/spend"

    def item(self) -> dict[str, Any]:
        said = self.cleaned_data
        member = {"number": said["number"].replace(" ", "")}
        receipt = {"id": f"R-{uuid.uuid4().hex[:8]}", "time": now().isoformat(timespec="seconds")}
        return SOURCE | receipt | {"member": member, "amount": said["amount"]}

    def tell(self, item: dict[str, Any]) -> str:
        paid = actions.take_from_balance(incoming.CreditSpent(**item))
        said = {"receipt": item["id"], "left": paid.available, "unit": paid.unit}
        return gettext("Paid: receipt %(receipt)s. %(left)d %(unit)s are left.") % said


class Return(Till):
    receipt = forms.CharField(label=_("Receipt"), max_length=40)
    amount = forms.IntegerField(label=_("Amount"), min_value=1, max_value=10**9, required=False, help_text=_("Empty: all of it."))
    address: ClassVar = "/api/v1/credit/return"

    def item(self) -> dict[str, Any]:
        said = self.cleaned_data
        about = {"id": uuid.uuid4().hex, "time": now().isoformat(timespec="seconds"), "spending": said["receipt"].strip()}
        return SOURCE | about | ({"amount": said["amount"]} if said["amount"] else {})

    def tell(self, item: dict[str, Any]) -> str:
        paid = actions.give_to_balance(incoming.CreditReturned(**item))
        return gettext("Given back. %(left)d %(unit)s are there now.") % {"left": paid.available, "unit": paid.unit}


Act = Sale | Payment | Return
ACTS: dict[str, type[Act]] = {"sale": Sale, "payment": Payment, "return": Return}


@require_http_methods(["GET", "HEAD", "POST"])
def till(request: HttpRequest) -> HttpResponse:
    """What a customer of the demo can do at a till. What is refused is said where it was typed."""
    terms = Terms.current()
    forms_by_name: dict[str, Act] = {name: act(prefix=name) for name, act in ACTS.items()}
    context: dict[str, Any] = {"forms": forms_by_name, "unit": terms.unit if terms else "", "cards": _cards()}
    name = request.POST.get("act", "")
    if request.method == "POST" and name in ACTS:
        form = context["form"] = forms_by_name[name] = ACTS[name](request.POST, prefix=name)
        if form.is_valid() and (item := _told(form, context)):
            forms_by_name[name] = ACTS[name](prefix=name)
            if name == "payment":
                forms_by_name["return"] = Return(prefix="return", initial={"receipt": item["id"]})
    wrong = request.method == "POST" and (name not in ACTS or context["form"].errors)
    return render(request, "demo/till.html", context, status=400 if wrong else 200)


def _told(form: Act, context: dict[str, Any]) -> dict[str, Any]:
    """What was sent; nothing when it was refused."""
    item = form.item()
    try:
        context |= {"said": form.tell(item), "address": form.address, "sent": json.dumps(item, indent=2)}
    except Refused as problem:
        form.add_error(None, str(problem.reason))
        return {}
    return item


def _cards() -> list[Identity]:
    """Cards that lie beside the demo's till."""
    return list(Identity.objects.filter(kind=Identity.Kind.NUMBER).select_related("member").order_by("member__handle")[:6])
