"""The till of the demo's shop: it sends what a real one would, through the same door."""

import json
import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from engagement.connections import actions


class TillForm(forms.Form):
    number = forms.CharField(label=_("Member number"), required=False, max_length=20)
    email = forms.EmailField(label=_("or e-mail address"), required=False)
    amount = forms.DecimalField(label=_("Amount in EUR"), min_value=0, max_value=100_000, decimal_places=2, initial="89.00")
    products = forms.CharField(label=_("Product codes"), required=False, max_length=200, initial="FARO-80")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not (said.get("number") or said.get("email")):
            raise forms.ValidationError(_("Scan the member number, or type an e-mail address."))
        return said

    def item(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "id": uuid.uuid4().hex,
            "source": "till",
            "type": "order.placed",
            "time": now().isoformat(timespec="seconds"),
            "touchpoint": "shop",
            "member": {"number": said["number"].replace(" ", ""), "email": said["email"]},
            "amount": int(said["amount"] * 100),
            "currency": "EUR",
            "number": f"T{now():%H%M%S}",
            "things": [{"code": code} for code in said["products"].split()],
        }


@require_http_methods(["GET", "HEAD", "POST"])
def till(request: HttpRequest) -> HttpResponse:
    form = TillForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        item = form.item()
        context |= {"sent": json.dumps(item, indent=2), "taken": actions.take(item), "form": TillForm()}
    return render(request, "demo/till.html", context, status=400 if form.errors else 200)
