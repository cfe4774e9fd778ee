"""Connections: which systems are told what. Every change is an action of engagement.connections."""

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from community.members.rules import purpose_of
from community.outgoing import Unreachable, place_of
from engagement.connections import actions, choices, rules
from engagement.connections.models import Endpoint
from engagement.connections.telling import CHANNEL
from engagement.credit.shown import unit_name

from . import deliveries, exports

OPTIONS = {"token_url": "", "program": "", "badge_key": "", "hub_id": "", "prefix": "community_"}
CREDENTIALS = ("client_id", "client_secret", "token")
PURPOSES = ("share",)


def _offered(names: Iterable[str], chosen: Collection[str]) -> set[str]:
    """What is switched off is no choice, unless it was chosen while it was on."""
    on = bool(unit_name())
    return {name for name in names if on or name in chosen or name.partition(".")[0] != "credit"}


def _fact_choices(chosen: Collection[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    names = _offered((entry.name for entry in choices.facts()), chosen)
    by_kind = groupby((entry for entry in choices.facts() if entry.name in names), key=lambda entry: entry.name.split(".")[0])
    return [(kind, [(entry.name, f"{entry.name}: {entry.meaning}") for entry in entries]) for kind, entries in by_kind]


def _purpose_choices() -> list[tuple[str, Any]]:
    asked = [(code, purpose_of(code, CHANNEL)) for code in PURPOSES]
    return [("", _("None: this system works for the community itself"))] + [(code, known.name) for code, known in asked if known]


class EndpointForm(WagtailAdminModelForm):
    """An endpoint with what its shape asks for. Passwords are written and never shown; an empty one stays as it is."""

    facts = forms.MultipleChoiceField(label=_("Facts it is told"), widget=forms.CheckboxSelectMultiple)
    parts = forms.MultipleChoiceField(label=_("Parts of the profile"), required=False, widget=forms.CheckboxSelectMultiple)
    purpose = forms.ChoiceField(label=_("What a member must have allowed"), required=False)
    token_url = forms.CharField(label=_("Address for tokens"), required=False, help_text=_("Empty: the usual one."))
    program = forms.CharField(label=_("Name of the programme there"), required=False)
    badge_key = forms.CharField(
        label=_("External id field of member badges"), required=False, help_text=_("Empty: Community_Award__c.")
    )
    client_id = forms.CharField(label=_("Client id"), required=False)
    client_secret = forms.CharField(label=_("Client secret"), required=False, widget=forms.PasswordInput)
    hub_id = forms.CharField(label=_("Hub id"), required=False, help_text=_("The number in pe123456_answer_accepted."))
    prefix = forms.CharField(label=_("Contact properties begin with"), required=False, initial=OPTIONS["prefix"])
    token = forms.CharField(label=_("Access token"), required=False, widget=forms.PasswordInput)

    class Meta:
        model = Endpoint
        fields = ["name", "url", "shape", "payload", "unallowed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        endpoint = kwargs.get("instance")
        if endpoint and endpoint.pk:
            known = {"facts": endpoint.facts, "parts": endpoint.fields, "purpose": endpoint.purpose} | endpoint.options
            kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        parts = _offered((field.key for field in rules.FIELDS), endpoint.fields if endpoint else ())
        self.fields["facts"].choices = _fact_choices(endpoint.facts if endpoint else ())
        self.fields["parts"].choices = [(field.key, field.label) for field in rules.FIELDS if field.key in parts]
        self.fields["purpose"].choices = _purpose_choices()
        self.fields["unallowed"].label = _("When a member does not allow it")

    def _address(self, name: str) -> str:
        address = str(self.cleaned_data[name]).strip()
        try:
            if address:
                place_of(address)
        except Unreachable as problem:
            raise forms.ValidationError(_("This address cannot be asked (%(why)s).") % {"why": problem.reason}) from problem
        return address

    def clean_url(self) -> str:
        return self._address("url")

    def clean_token_url(self) -> str:
        return self._address("token_url")

    def said(self) -> dict[str, Any]:
        """What the actions are told."""
        given = self.cleaned_data
        credentials = {name: given[name] for name in CREDENTIALS if given[name]}
        options = {name: given[name] for name in OPTIONS if given[name]}
        names = ("name", "url", "shape", "payload", "unallowed", "facts", "purpose")
        said = {name: given[name] for name in names}
        return said | {"fields": given["parts"], "options": options, "credentials": credentials}


class EndpointIndexView(IndexView):
    page_title = _("Connections")
    add_item_label = _("Add a connection")
    default_ordering = "name"

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [Button(_("Take facts and profiles along as a file"), url=reverse("endpoints:export"), icon_name="download")]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), url_name="endpoints:log"),
            Column("state", label=_("State"), accessor=deliveries.state_of),
            Column("shape", label=_("Shape"), accessor="get_shape_display"),
            Column("url", label=_("Address")),
            DateColumn("made_at", label=_("Since")),
        ]


class EndpointAddView(CreateView):
    def save_instance(self) -> Endpoint:
        endpoint, self.secret = actions.add_endpoint(by=self.request.user, **self.form.said())
        return endpoint

    def save_action(self) -> HttpResponse:
        """A page, not a redirect: the secret is shown in this answer and nowhere else."""
        if self.secret:
            return render(self.request, "desk/secret.html", {"endpoint": self.object, "secret": self.secret})
        return redirect("endpoints:log", self.object.pk)


class EndpointEditView(EditView):
    def save_instance(self) -> Endpoint:
        actions.change_endpoint(Endpoint.objects.get(pk=self.object.pk), by=self.request.user, **self.form.said())
        return self.object

    def get_success_url(self) -> str:
        return deliveries.log_url(self.object)

    def get_delete_url(self) -> None:
        return None

    def get_usage_url(self) -> None:
        return None


class EndpointViewSet(ModelViewSet):
    model = Endpoint
    name = "endpoints"
    icon = "link-external"
    menu_label = _("Connections")
    menu_order = 700
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = EndpointIndexView
    add_view_class = EndpointAddView
    edit_view_class = EndpointEditView
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("name"), FieldPanel("url"), FieldPanel("shape")], heading=_("Where")),
            MultiFieldPanel([FieldPanel("facts")], heading=_("What it is told")),
            MultiFieldPanel([FieldPanel("payload"), FieldPanel("parts")], heading=_("How much of the profile")),
            MultiFieldPanel([FieldPanel("purpose"), FieldPanel("unallowed")], heading=_("Consent")),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("program", "token_url", "client_id", "client_secret", "badge_key")],
                heading="Salesforce",
                classname="collapsed",
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("hub_id", "prefix", "token")], heading="HubSpot", classname="collapsed"
            ),
        ],
        base_form_class=EndpointForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        return (
            [route for route in super().get_urlpatterns() if route.name != "delete"]
            + deliveries.urlpatterns
            + exports.urlpatterns
        )
