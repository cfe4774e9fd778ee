from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_BYTES, MOST_ADDRESSES = 1024 * 1024, 20


class FileForm(forms.Form):
    """A file, or (on the second page) the lines of the one that was looked at."""

    file = forms.FileField(
        label=gettext_lazy("File"), required=False, help_text=gettext_lazy("CSV in UTF-8, at most 500 lines and 1 MB.")
    )
    lines = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        file = said.get("file")
        if file is not None:
            said["lines"] = self._text(file)
        elif not said.get("lines"):
            self.add_error("file", _("Choose a file."))
        return said

    def _text(self, file: UploadedFile) -> str:
        if (file.size or 0) > MOST_BYTES:
            self.add_error("file", _("Larger than 1 MB. Cut it in parts."))
            return ""
        try:
            return file.read().decode("utf-8-sig").replace("\0", "")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not written in UTF-8."))
            return ""


class MailForm(forms.Form):
    address = forms.EmailField(label=gettext_lazy("To"), max_length=254)


class HelpersForm(forms.Form):
    """Addresses of customers who know the team and were asked, and a few words of whoever invites them."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8_000,
        help_text=gettext_lazy("A line each, twenty at most. Each address gets one mail, ever; it is forgotten after 30 days."),
    )
    words = forms.CharField(
        label=gettext_lazy("A few words of yours"), widget=forms.Textarea(attrs={"rows": 3}), max_length=600, required=False
    )

    def clean_addresses(self) -> list[str]:
        found: dict[str, None] = {}
        for line in self.cleaned_data["addresses"].replace(",", "\n").replace(";", "\n").splitlines():
            if address := line.strip().lower():
                try:
                    validate_email(address)
                except forms.ValidationError:
                    raise forms.ValidationError(_("“%(line)s” is no e-mail address.") % {"line": address[:80]}) from None
                found[address] = None
        if len(found) > MOST_ADDRESSES:
            raise forms.ValidationError(_("At most %(n)s at once.") % {"n": MOST_ADDRESSES})
        return list(found)
