from datetime import time
from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.formats import time_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from community.frame.context import languages
from community.frame.identity import brand_name

from . import policy, rules, terms
from .models import SCOPES, Member, Reach


class AgreeForm(forms.Form):
    """The terms in force and the age it takes; what somebody has agreed to already is not asked for."""

    def __init__(self, *args: Any, wanted: terms.Wanted, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        self.fields |= agreed_fields(wanted)


def agreed_fields(wanted: terms.Wanted) -> dict[str, forms.Field]:
    """One line to tick for all that is wanted; none when nothing is."""
    if not wanted:
        return {}
    said = {"age": wanted.age, "version": wanted.terms.version if wanted.terms else ""}
    label, link = _("I am %(age)s or older.") % said, ""
    if wanted.terms:
        label = _("I accept the terms, version %(version)s.") % said
        link = format_html('<a href="{}" target="_blank">{}</a>', wanted.terms.address, _("Read the terms"))
    if wanted.terms and wanted.age:
        label = _("I accept the terms, version %(version)s, and am %(age)s or older.") % said
    told = {"required": _("Without this nobody can write here. Reading is open to everybody.")}
    return {"agreed": forms.BooleanField(label=label, help_text=link, error_messages=told)}


class Newcomer(account_forms.BaseSignupForm):
    """What every way to join asks for: an address is enough; a name is welcome; the terms and the age it takes."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=60,
        help_text=_("Others see it beside what you write. You can change it at any time."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.wanted = terms.Wanted(terms=terms.current(), age=settings.MINIMUM_AGE)
        self.fields |= agreed_fields(self.wanted)

    def clean_name(self) -> str:
        name = rules.one_line(self.cleaned_data["name"])
        if problem := rules.name_problem(name, brand=brand_name()):
            raise ValidationError(str(problem))
        return name

    def try_save(self, request: HttpRequest) -> Any:
        """Two people sending the same address at once: the second is told what anybody with a known address is told."""
        version = self.wanted.terms.version if self.wanted.terms else ""
        said = {"email": self.cleaned_data["email"].lower(), "terms": version, "age": self.wanted.age}
        # Written down when the address is confirmed; in another browser they are asked there.
        request.session[terms.AGREED] = said
        try:
            return super().try_save(request)
        except ValidationError as problem:
            if "email" not in getattr(problem, "error_dict", {}):
                raise
            self.account_already_exists = True
            return super().try_save(request)


class SignupForm(Newcomer, account_forms.SignupForm):
    """The password can wait: the code in the mail is the proof."""

    field_order = ["email", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)


class LoginForm(account_forms.LoginForm):
    """Without a password a code is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget.attrs["autocomplete"] = "email"
        self.fields["password"].required = False
        self.fields["password"].help_text = ""


class AddKeyForm(webauthn_forms.AddWebAuthnForm):
    """allauth's own has a word for the name in English only; so has the next."""

    name = forms.CharField(label=_("Name"), required=False)


class EditKeyForm(webauthn_forms.EditWebAuthnForm):
    name = forms.CharField(label=_("Name"))


class LongSelect(forms.Select):
    """Hundreds of plain options. Django draws a template for each of them: a tenth of a second for the time zones."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        marks = {value: mark_safe(" selected")}
        options = format_html_join(
            "\n", '<option value="{}"{}>{}</option>', ((key, marks.get(key, ""), label) for key, label in self.choices)
        )
        whole = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(whole), options)


class ProfileForm(forms.Form):
    """What a member says about themselves."""

    name = forms.CharField(
        label=_("Name"), required=False, max_length=60, widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"})
    )
    bio = forms.CharField(
        label=_("About you"),
        required=False,
        max_length=200,
        help_text=_("One or two sentences on your public page."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 2, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of our mails"), widget=forms.Select(attrs={"class": "input"}))
    time_zone = forms.ChoiceField(label=_("Time zone"), widget=LongSelect(attrs={"class": "input"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language, time_zone = self.fields["language"], self.fields["time_zone"]
        assert isinstance(language, forms.ChoiceField) and isinstance(time_zone, forms.ChoiceField)
        language.choices = [(code, name) for code, name in settings.LANGUAGES if code in dict(languages())]
        time_zone.choices = [(zone, zone) for zone in rules.time_zones()]

    @staticmethod
    def values_of(member: Member) -> dict[str, str]:
        return {name: getattr(member, name) for name in ("name", "bio", "language", "time_zone")}


class ReachForm(forms.Form):
    """Where a member likes to hear from us, and in which hours of their day not."""

    reached_by = forms.ChoiceField(label=_("Tell me"), choices=Reach.choices, widget=forms.Select(attrs={"class": "input"}))
    quiet_from = forms.TypedChoiceField(label=_("No e-mail from"), coerce=int, widget=LongSelect(attrs={"class": "input"}))
    quiet_until = forms.TypedChoiceField(
        label=_("until"),
        coerce=int,
        help_text=_("What happens meanwhile is sent afterwards. Twice the same hour: e-mail at any time."),
        widget=LongSelect(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        start, end = member.quiet_hours
        kwargs.setdefault("initial", {"reached_by": member.reached_by, "quiet_from": start, "quiet_until": end})
        super().__init__(*args, **kwargs)
        for name in ("quiet_from", "quiet_until"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(hour, time_format(time(hour))) for hour in range(24)]


class LeaveForm(forms.Form):
    """Asks for the handle, so that nobody leaves by a slip."""

    handle = forms.CharField(
        label=_("Type your handle, so that it is no slip"),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    texts_too = forms.BooleanField(
        label=_("Remove the words of my questions, answers and comments as well"),
        required=False,
        help_text=_("Otherwise they stay, without your name: others may still need them."),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["handle"].help_text = member.handle

    def clean_handle(self) -> str:
        if rules.normalise(self.cleaned_data["handle"]) != self.member.handle:
            raise ValidationError(_("This is not your handle."))
        return self.member.handle


class HandleForm(forms.Form):
    handle = forms.CharField(
        label=_("Handle"),
        max_length=60,
        help_text=_("3 to 30 letters, digits, dots, hyphens or underscores. You can change it every 30 days."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP, GIF or HEIC, up to 20 MB. We cut the middle square and keep nothing else of the file."),
        widget=forms.FileInput(attrs={"class": "input", "accept": "image/jpeg,image/png,image/webp,image/gif,image/heic"}),
    )


class KeyForm(forms.Form):
    """A new API key. Rights over other people's data are offered only to those who may give them."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=60, widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"})
    )
    scopes = forms.MultipleChoiceField(
        label=_("More than your own data"), required=False, choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not policy.can_create_token(member, member, list(SCOPES)):
            del self.fields["scopes"]
