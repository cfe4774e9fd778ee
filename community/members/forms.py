from typing import Any

from allauth.account import forms as account_forms
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import rules


class SignupForm(account_forms.SignupForm):
    """An address is enough; a name is welcome. The password can wait: the code in the mail is the proof."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=60,
        help_text=_("Others see it beside what you write. You can change it at any time."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["email", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_name(self) -> str:
        name = rules.one_line(self.cleaned_data["name"])
        if problem := rules.name_problem(name, brand=settings.BRAND_NAME):
            raise ValidationError(problem)
        return name

    def try_save(self, request: HttpRequest) -> Any:
        """Two people sending the same address at once: the second is told what anybody with a known address is told."""
        try:
            return super().try_save(request)
        except ValidationError as problem:
            if "email" not in getattr(problem, "error_dict", {}):
                raise
            self.account_already_exists = True
            return super().try_save(request)


class LoginForm(account_forms.LoginForm):
    """Without a password a code is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget.attrs["autocomplete"] = "email"
        self.fields["password"].required = False
        self.fields["password"].help_text = ""
