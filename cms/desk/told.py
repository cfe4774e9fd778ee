"""Facts from a file, on the desk: first what would become of each line, then the same lines for good.

Nothing is kept between the two pages: the second form carries the lines itself. What is longer goes through the command.
"""

from collections import Counter
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.menu import MenuItem

from community.verdict import require
from engagement.connections import actions, files, incoming
from engagement.connections.actions import KNOWN, NEW, REFUSED, Taken
from engagement.connections.policy import can_run_connections

MOST_LINES, MOST_BYTES = 2_000, 1024 * 1024


class FactsForm(forms.Form):
    """A file, or (on the second page) the lines of the one that was looked at."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("CSV in UTF-8, a fact a line: at most 2,000 lines and 1 MB. The first line names the columns."),
    )
    lines = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    type = forms.ChoiceField(
        label=gettext_lazy("Each line is"),
        required=False,
        help_text=gettext_lazy("Where the file has no column “type”."),
    )
    source = forms.RegexField(
        label=gettext_lazy("The system it is from"),
        regex=r"^[a-z0-9][a-z0-9.-]{0,59}$",
        required=False,
        help_text=gettext_lazy(
            "Small letters and digits, “old-shop”, where the file has no column “source”. With the id of the "
            "line it makes each fact known once."
        ),
        error_messages={"invalid": gettext_lazy("Use small letters, digits, points and dashes.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(name, name) for name in incoming.KINDS]
        self.fields["type"].choices = [("", _("As the file says")), *kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        file = said.get("file")
        if file is None and not said.get("lines"):
            self.add_error("file", _("Choose a file."))
        elif file is not None:
            said["lines"] = self._text(file)
        if said.get("lines") and said["lines"].count("\n") > MOST_LINES + 1:
            self.add_error("file", _("More than 2,000 lines. Cut it in parts, or use manage.py import_facts."))
        return said

    def _text(self, file: UploadedFile) -> str:
        if (file.size or 0) > MOST_BYTES:
            self.add_error("file", _("Larger than 1 MB. Cut it in parts, or use manage.py import_facts."))
            return ""
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not written in UTF-8."))
            return ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the file with what becomes of it."""

    number: int
    what: str
    taken: Taken

    @property
    def says(self) -> str:
        words = {NEW: _("new"), KNOWN: _("known before"), REFUSED: _("refused")}
        return words[self.taken.status]


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: Any) -> HttpResponse:
    """Upload, look, import. Without `sure` nothing is written."""
    require(can_run_connections(request.user))
    form = FactsForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _upload(request, form)
    sure = "sure" in request.POST
    try:
        rows = _take(form.cleaned_data, dry=not sure)
    except files.NoTable as problem:
        form.add_error("file", str(problem))
        return _upload(request, form)
    counts = Counter(row.taken.status for row in rows)
    if sure:
        said = {"new": counts[NEW], "known": counts[KNOWN], "refused": counts[REFUSED]}
        messages.success(request, _("New: %(new)d. Known before: %(known)d. Refused: %(refused)d.") % said)
        if not counts[REFUSED]:
            return redirect("facts_from_a_file")
    refused = [row for row in rows if row.taken.status == REFUSED]
    context = {"form": form, "said": form.cleaned_data, "refused": refused, "counts": counts, "sure": sure}
    context["others"] = [row for row in rows if row.taken.status != REFUSED]
    return render(request, "desk/facts_report.html", context)


def _upload(request: Any, form: FactsForm) -> HttpResponse:
    columns = ", ".join(sorted(files.COLUMNS))
    return render(request, "desk/facts_upload.html", {"form": form, "columns": columns}, status=400 if form.errors else 200)


def _take(said: dict[str, Any], *, dry: bool) -> list[Row]:
    items = list(files.items(StringIO(said["lines"], newline=""), type=said["type"], source=said["source"]))
    taken = actions.take_all(items, dry=dry)
    return [
        Row(number=number, what=_what(item), taken=one) for number, (item, one) in enumerate(zip(items, taken, strict=True), 2)
    ]


def _what(item: dict[str, Any]) -> str:
    """The line in a few words: what kind of fact, whose, how much."""
    person = item.get("member") or {}
    who = person.get("email") or person.get("number") or person.get("id") or item.get("order") or item.get("code") or ""
    amount = item.get("amount")
    sum_said = f"{amount // 100}.{amount % 100:02d} {item.get('currency', '')}".strip() if isinstance(amount, int) else ""
    return " · ".join(filter(None, (item.get("type"), who, sum_said)))


urlpatterns = [path("facts/", facts, name="facts_from_a_file")]


class FactsMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Facts from a file"), reverse("facts_from_a_file"), name="facts", icon_name="upload", order=900
        )

    def is_shown(self, request: Any) -> bool:
        return bool(can_run_connections(request.user))
