"""The log of what left for an endpoint, and what can be done to it. Every act is a POST and an action."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView

from community.verdict import require
from engagement.connections import actions
from engagement.connections.models import Delivery, Endpoint, Shape, State
from engagement.connections.policy import can_run_connections

REASONS = {
    "by_hand": gettext_lazy("Switched off by the team"),
    "gone": gettext_lazy("Switched off: the receiver says that it is gone"),
    "no_answer": gettext_lazy("Switched off: nothing was taken for three days"),
}


def log_url(endpoint: Endpoint) -> str:
    return reverse("endpoints:log", args=[endpoint.pk])


def state_of(endpoint: Endpoint) -> str:
    if not endpoint.is_on:
        return str(REASONS.get(endpoint.reason, endpoint.reason))
    if endpoint.rests_until and endpoint.rests_until > now():
        return _("Rests: the receiver has too much to do")
    return _("On")


class ReplayForm(forms.Form):
    """Which time is told once more."""

    since = forms.DateTimeField(label=gettext_lazy("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    until = forms.DateTimeField(
        label=gettext_lazy("To (empty: now)"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    again = forms.BooleanField(label=gettext_lazy("Also what has arrived"), required=False)


class DeliveryFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=State.choices)
    fact = django_filters.CharFilter(label=gettext_lazy("Fact"), field_name="event__name")

    class Meta:
        model = Delivery
        fields = ["state"]


class ResendColumn(Column):
    cell_template_name = "desk/resend_cell.html"


class LogView(IndexView):
    """One endpoint: how it is, what can be done, and what left for it, the newest first."""

    model = Delivery
    template_name = "desk/endpoint.html"
    header_icon = "link-external"
    filterset_class = DeliveryFilters
    default_ordering = "-pk"
    paginate_by = 50
    is_searchable = False
    is_export = False
    index_url_name = "endpoints:log"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.endpoint = get_object_or_404(Endpoint, pk=kwargs["pk"])
        super().setup(request, *args, **kwargs)

    def get_index_url(self) -> str:
        return log_url(self.endpoint)

    def get_index_results_url(self) -> str:
        return reverse("endpoints:log_results", args=[self.endpoint.pk])

    def get_page_title(self) -> str:
        return self.endpoint.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("endpoints:index"), "label": _("Connections")},
            {"url": "", "label": self.endpoint.name},
        ]

    def get_base_queryset(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(endpoint=self.endpoint).select_related("event")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("fact", label=_("Fact"), accessor="event.name"),
            DateColumn("made_at", label=_("Since")),
            Column("state", label=_("State"), accessor="get_state_display"),
            Column("tries", label=_("Tries")),
            Column("status", label=_("Last answer"), accessor=lambda one: one.status or one.answer),
            DateColumn("told_at", label=_("Arrived")),
            ResendColumn("resend", label=""),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = {state: self.get_base_queryset().filter(state=state).count() for state in (State.WAITING, State.FAILED)}
        return super().get_context_data(**kwargs) | {
            "endpoint": self.endpoint,
            "state": state_of(self.endpoint),
            "signs": self.endpoint.shape == Shape.EVENTS,
            "waiting": counts[State.WAITING],
            "failed": counts[State.FAILED],
            "replay_form": ReplayForm(initial={"since": (now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")}),
        }


def _endpoint(request: HttpRequest, pk: int) -> Endpoint:
    require(can_run_connections(request.user))
    return get_object_or_404(Endpoint, pk=pk)


@require_POST
def rotate(request: Any, pk: int) -> HttpResponse:
    """A page, not a redirect: the secret is shown in this answer and nowhere else."""
    endpoint = _endpoint(request, pk)
    secret = actions.rotate_secret(endpoint, by=request.user)
    return render(request, "desk/secret.html", {"endpoint": endpoint, "secret": secret, "rotated": True})


@require_POST
def test(request: Any, pk: int) -> HttpResponse:
    endpoint = _endpoint(request, pk)
    actions.send_test(endpoint, by=request.user)
    messages.success(request, _("A test is on its way; reload this page to see what came of it."))
    return redirect(log_url(endpoint))


@require_POST
def switch(request: Any, pk: int, to: str) -> HttpResponse:
    endpoint = _endpoint(request, pk)
    (actions.enable_endpoint if to == "on" else actions.disable_endpoint)(endpoint, by=request.user)
    return redirect(log_url(endpoint))


@require_POST
def replay(request: Any, pk: int) -> HttpResponse:
    endpoint, form = _endpoint(request, pk), ReplayForm(request.POST)
    if form.is_valid():
        count = actions.replay(endpoint, by=request.user, **form.cleaned_data)
        messages.success(request, ngettext("%(n)d fact is told.", "%(n)d facts are told.", count) % {"n": count})
    else:
        messages.error(request, _("From when?"))
    return redirect(log_url(endpoint))


@require_POST
def resend(request: Any, pk: int, delivery_id: int) -> HttpResponse:
    endpoint = _endpoint(request, pk)
    actions.resend(get_object_or_404(Delivery, pk=delivery_id, endpoint=endpoint), by=request.user)
    return redirect(log_url(endpoint))


urlpatterns = [
    path("<int:pk>/", LogView.as_view(), name="log"),
    path("<int:pk>/results/", LogView.as_view(results_only=True), name="log_results"),
    path("<int:pk>/secret/", rotate, name="rotate"),
    path("<int:pk>/test/", test, name="test"),
    path("<int:pk>/on/", switch, {"to": "on"}, name="switch_on"),
    path("<int:pk>/off/", switch, {"to": "off"}, name="switch_off"),
    path("<int:pk>/replay/", replay, name="replay"),
    path("<int:pk>/deliveries/<int:delivery_id>/resend/", resend, name="resend"),
]
