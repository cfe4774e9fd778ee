from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Contact


class LookForm(forms.Form):
    because = forms.CharField(
        label=_("Why do you look?"),
        max_length=200,
        help_text=_("The member reads it: “Your message of today”, “To sign your card”."),
    )


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["direction", "where", "summary", "outcome", "next_step", "next_by"]
        widgets = {"next_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("What came of it"), max_length=300)


class WrongForm(forms.Form):
    words = forms.CharField(label=_("What is wrong?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("What did you do about it?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ClaimForm(forms.Form):
    number = forms.CharField(label=_("Order number"), max_length=60)
    mail = forms.EmailField(label=_("The e-mail address you used for it"))
