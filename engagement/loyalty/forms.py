from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from community import clock
from community.forum.models import Product

from .models import Contact

INPUT = {"class": "input", "dir": "auto"}
YEARS = 40  # as far back as one may say that something is theirs


class LookForm(forms.Form):
    because = forms.CharField(
        label=_("Why do you look?"),
        max_length=200,
        widget=forms.TextInput(attrs=INPUT),
        help_text=_("The member reads it: “Your message of today”, “To sign your card”."),
    )


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["direction", "where", "summary", "outcome", "next_step", "next_by"]
        widgets = {
            "direction": forms.Select(attrs=INPUT),
            **dict.fromkeys(("where", "summary", "outcome", "next_step"), forms.TextInput(attrs=INPUT)),
            "next_by": forms.DateInput(attrs=INPUT | {"type": "date"}, format="%Y-%m-%d"),
        }


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("What came of it"), max_length=300)


class WrongForm(forms.Form):
    words = forms.CharField(label=_("What is wrong?"), max_length=1000, widget=forms.Textarea(attrs=INPUT | {"rows": 3}))


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("What did you do about it?"), max_length=1000, widget=forms.Textarea(attrs=INPUT | {"rows": 2})
    )


class ClaimForm(forms.Form):
    number = forms.CharField(label=_("Order number"), max_length=60, widget=forms.TextInput(attrs=INPUT))
    mail = forms.EmailField(label=_("The e-mail address you used for it"), widget=forms.EmailInput(attrs=INPUT))


class OwnedForm(forms.Form):
    product = forms.ChoiceField(label=_("Product"), widget=forms.Select(attrs={"class": "input"}))
    month = forms.TypedChoiceField(
        label=_("Yours since"), coerce=int, choices=list(MONTHS.items()), widget=forms.Select(attrs={"class": "input"})
    )
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, widget=forms.Select(attrs={"class": "input"}))

    def __init__(self, *args: Any, offered: Iterable[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.now().date()
        self.offered = {str(product.pk): product for product in offered}
        self._offer("product", [("", _("Choose a product")), *((pk, product.name) for pk, product in self.offered.items())])
        self._offer("year", [(year, str(year)) for year in range(today.year, today.year - YEARS, -1)])
        for name in ("month", "year"):
            self.fields[name].initial = getattr(today, name)

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """What say_owned takes."""
        said = self.cleaned_data
        if self.errors:
            return said
        return {"product": self.offered[said["product"]], "since": date(said["year"], said["month"], 1)}


class OwnedChoicesForm(forms.Form):
    is_shown = forms.BooleanField(required=False)
    asks = forms.BooleanField(required=False)
