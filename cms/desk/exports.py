"""Facts and profiles as a file. Taking them is a POST: each member whose profile leaves is told who took it."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from community.verdict import require
from engagement.connections import actions
from engagement.connections.export import FORMS
from engagement.connections.policy import can_run_connections

WHAT = (("facts", _("Facts")), ("profiles", _("Loyalty profiles")))
FOR = (("another", _("Another system: only members who allow it")), ("own", _("This community's own use: everybody")))


class ExportForm(forms.Form):
    what = forms.ChoiceField(label=_("What"), choices=WHAT, widget=forms.RadioSelect, initial="facts")
    form = forms.ChoiceField(
        label=_("As"), choices=[(name, name.upper()) for name in FORMS], widget=forms.RadioSelect, initial="csv"
    )
    since = forms.DateField(label=_("Facts from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Facts before"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    whose = forms.ChoiceField(label=_("Profiles for"), choices=FOR, widget=forms.RadioSelect, initial="another")


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Any) -> HttpResponseBase:
    require(can_run_connections(request.user))
    form = ExportForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return render(request, "desk/export.html", {"form": form}, status=400 if form.errors else 200)
    said = form.cleaned_data
    if said["what"] == "facts":
        pieces = actions.export_facts(said["form"], since=_start(said["since"]), until=_start(said["until"]), by=request.user)
    else:
        pieces = actions.export_profiles(said["form"], sharing=said["whose"] == "another", by=request.user)
    name = f'attachment; filename="{said["what"]}.{said["form"]}"'
    return StreamingHttpResponse(
        pieces, content_type=FORMS[said["form"]], headers={"Content-Disposition": name, "Cache-Control": "private, no-store"}
    )


def _start(day: date | None) -> datetime | None:
    return make_aware(datetime.combine(day, time.min)) if day else None


urlpatterns = [path("export/", export, name="export")]
